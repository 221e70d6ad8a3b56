//! The runner of the Rust package: does what the harness says, through the public API of `kaikei`. The protocol is
//! described in `tests/conformance/README.md`.

mod calls;
mod clients;
mod functions;
mod watched;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kaikei::Error;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use clients::Client;

/// A request of the harness.
#[derive(Deserialize)]
struct Request {
    id: u64,
    #[serde(rename = "do")]
    what: String,
    client: Option<String>,
    gateway: Option<String>,
    settings: Option<Value>,
    operation: Option<String>,
    parameters: Option<Box<RawValue>>,
    options: Option<calls::Options>,
    target: Option<u64>,
    name: Option<String>,
    arguments: Option<Value>,
}

/// What all requests share.
#[derive(Default)]
struct State {
    clients: Mutex<HashMap<String, Client>>,
    in_flight: Mutex<HashMap<u64, AbortHandle>>,
}

impl State {
    fn clients(&self) -> MutexGuard<'_, HashMap<String, Client>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self, name: Option<&str>) -> Result<Client, Failure> {
        let name = name.ok_or_else(|| missing("client"))?;
        self.clients()
            .get(name)
            .cloned()
            .ok_or_else(|| Failure::Misuse(format!("there is no client `{name}`")))
    }

    fn in_flight(&self) -> MutexGuard<'_, HashMap<u64, AbortHandle>> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a request did not succeed.
enum Failure {
    /// The package's own error: what cases are about.
    Error(Error),
    /// A request that this runner does not understand.
    Misuse(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Misuse(error.to_string())
    }
}

fn missing(name: &str) -> Failure {
    Failure::Misuse(format!("`{name}` is missing"))
}

/// A reply's members but its id.
type Reply = Map<String, Value>;

fn ok(value: Value) -> Reply {
    Map::from_iter([("ok".to_owned(), value)])
}

fn failed(failure: Failure) -> Reply {
    let error = match failure {
        Failure::Error(error) => json!(error),
        Failure::Misuse(text) => json!({ "kind": "misuse", "message": text }),
    };
    Map::from_iter([("error".to_owned(), error)])
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let state = Arc::new(State::default());
    let (replies, mut to_write) = mpsc::unbounded_channel::<(u64, Reply)>();
    tokio::spawn(async move {
        let mut stdout = tokio::io::stdout();
        while let Some((id, mut reply)) = to_write.recv().await {
            reply.insert("id".to_owned(), id.into());
            let line = format!("{}\n", Value::Object(reply));
            if stdout.write_all(line.as_bytes()).await.is_err() || stdout.flush().await.is_err() {
                return;
            }
        }
    });
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let request: Request = match serde_json::from_str(&line) {
            Ok(request) => request,
            Err(error) => {
                eprintln!("not a request: {error}: {line}");
                continue;
            }
        };
        let id = request.id;
        if let Some(target) = request.target {
            cancel(&state, target, &replies);
            // The writer lives as long as this loop.
            let _ = replies.send((id, ok(Value::Null)));
            continue;
        }
        let (shared, replies) = (Arc::clone(&state), replies.clone());
        let mut in_flight = state.in_flight();
        let task = tokio::spawn(async move {
            let reply = answer(&shared, request).await.unwrap_or_else(failed);
            // A call that was cancelled meanwhile has its reply.
            if shared.in_flight().remove(&id).is_some() {
                let _ = replies.send((id, reply));
            }
        });
        in_flight.insert(id, task.abort_handle());
    }
    Ok(())
}

/// In Rust a call is cancelled by dropping it: the error is what other languages would be told.
fn cancel(state: &State, target: u64, replies: &mpsc::UnboundedSender<(u64, Reply)>) {
    if let Some(task) = state.in_flight().remove(&target) {
        task.abort();
        let error = Error::new(kaikei::ErrorKind::Cancelled, "the call was dropped");
        let _ = replies.send((target, failed(error.into())));
    }
}

async fn answer(state: &State, request: Request) -> Result<Reply, Failure> {
    let client = request.client.as_deref();
    match request.what.as_str() {
        "reset" => {
            state.clients().clear();
            Ok(ok(Value::Null))
        }
        "open" => {
            let name = client.ok_or_else(|| missing("client"))?;
            let gateway = request.gateway.as_deref().ok_or_else(|| missing("gateway"))?;
            let settings = request.settings.ok_or_else(|| missing("settings"))?;
            let client = clients::open(gateway, serde_json::from_value(settings)?)?;
            state.clients().insert(name.to_owned(), client);
            Ok(ok(Value::Null))
        }
        what @ ("call" | "iterate") => {
            let operation = request.operation.as_deref().ok_or_else(|| missing("operation"))?;
            let parameters = request.parameters.ok_or_else(|| missing("parameters"))?;
            let options = request.options.unwrap_or_default();
            let client = state.client(client)?;
            if what == "iterate" {
                return calls::iterate(&client, operation, parameters.get(), options).await;
            }
            calls::call(&client, operation, parameters.get(), options).await
        }
        "waits" => Ok(ok(json!(state.client(client)?.waits()))),
        "tokens" => Ok(ok(json!(state.client(client)?.tokens()?))),
        "saved" => Ok(ok(json!(state.client(client)?.saved()))),
        "function" => {
            let name = request.name.as_deref().ok_or_else(|| missing("name"))?;
            functions::call(state, name, request.arguments.unwrap_or_default()).await
        }
        other => Err(Failure::Misuse(format!("`{other}` is not known"))),
    }
}
