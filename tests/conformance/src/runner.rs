//! A runner: a process of another language that does what it is told, see `README.md` for the protocol.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use tokio::time::timeout;

use crate::Problem;

/// A runner that says nothing for so long hangs. Nothing that a case expects takes a part of it.
pub const HANGS: Duration = Duration::from_secs(60);

/// So much of a runner's standard error is kept, the latest.
const KEPT: usize = 16 * 1024;

/// A runner's process. Dropping it ends the process.
#[derive(Debug)]
pub struct Runner {
    _child: Child,
    stdin: AsyncMutex<ChildStdin>,
    shared: Arc<Shared>,
    next: AtomicU64,
    /// Whether the language's own type for amounts has no zeros at its end.
    amounts_are_values: AtomicBool,
}

/// A reply with its `id`.
pub type Reply = Map<String, Value>;

/// Who waits for which reply.
type Waiting = HashMap<u64, oneshot::Sender<Reply>>;

#[derive(Debug, Default)]
struct Shared {
    /// `None` once the runner has ended.
    waiting: Mutex<Option<Waiting>>,
    stderr: Mutex<String>,
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request whose reply is still to come.
#[derive(Debug)]
pub struct Pending {
    /// The request's id.
    pub id: u64,
    reply: oneshot::Receiver<Reply>,
}

impl Runner {
    /// Starts the process in `directory`.
    pub fn start(command: &[String], directory: &Path) -> Result<Self, Problem> {
        let (program, arguments) =
            command.split_first().ok_or_else(|| Problem::new("the command is empty"))?;
        // A program with a slash is relative to the repository, wherever the harness was started.
        let program = if program.contains('/') { directory.join(program) } else { program.into() };
        let mut child = Command::new(&program)
            .args(arguments)
            .current_dir(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Problem::new(format!("cannot start {}: {error}", program.display())))?;
        let missing = || Problem::new("the runner has no standard streams");
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let mut stderr = child.stderr.take().ok_or_else(missing)?;
        let shared = Arc::new(Shared::default());
        *shared.waiting() = Some(HashMap::new());
        let (replies, errors) = (Arc::clone(&shared), Arc::clone(&shared));
        tokio::spawn(async move {
            let mut lines = BufReader::new(stdout).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                replies.take_reply(&line);
            }
            *replies.waiting() = None;
        });
        tokio::spawn(async move {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut bytes).await {
                errors.keep(bytes.get(..count).unwrap_or_default());
            }
        });
        Ok(Self {
            _child: child,
            stdin: AsyncMutex::new(stdin),
            shared,
            next: AtomicU64::new(1),
            amounts_are_values: AtomicBool::new(false),
        })
    }

    /// Sends a request: an object without its `id`.
    pub async fn send(&self, request: &Value) -> Result<Pending, Problem> {
        self.send_text(&request.to_string()).await
    }

    /// Sends a request as the text of an object, for parameters whose every digit and order counts.
    pub async fn send_text(&self, request: &str) -> Result<Pending, Problem> {
        let members =
            request.trim().strip_prefix('{').ok_or_else(|| Problem::new("a request is an object"))?;
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, reply) = oneshot::channel();
        let ended = || Problem::new("the runner has ended");
        self.shared.waiting().as_mut().ok_or_else(ended)?.insert(id, sender);
        // In JSON a line break stands between values only, where any blank does.
        let line = format!("{{\"id\":{id},{}\n", members.replace(['\r', '\n'], " "));
        let mut stdin = self.stdin.lock().await;
        stdin.write_all(line.as_bytes()).await.map_err(|_| ended())?;
        stdin.flush().await.map_err(|_| ended())?;
        Ok(Pending { id, reply })
    }

    /// Sends a request and waits for its reply.
    pub async fn ask(&self, request: &Value) -> Result<Reply, Problem> {
        self.send(request).await?.reply().await
    }

    /// Forgets what was before. The reply says what the language's types can hold.
    pub async fn reset(&self) -> Result<Reply, Problem> {
        let reply = self.ask(&json!({ "do": "reset" })).await?;
        let amounts = reply.get("ok").and_then(|ok| ok.get("amounts")).and_then(Value::as_str);
        self.amounts_are_values.store(amounts == Some("values"), Ordering::Relaxed);
        Ok(reply)
    }

    /// An answer as this language can hold it: where its amounts are values, `5.00` is `5`.
    pub fn as_held(&self, answer: &Value) -> Value {
        match answer {
            _ if !self.amounts_are_values.load(Ordering::Relaxed) => answer.clone(),
            Value::String(text) => without_zeros(text).into(),
            Value::Array(items) => items.iter().map(|item| self.as_held(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), self.as_held(value))).collect()
            }
            _ => answer.clone(),
        }
    }

    /// The end of what the runner wrote to standard error since this was last asked.
    pub fn take_stderr(&self) -> String {
        std::mem::take(&mut *self.shared.stderr.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A plain decimal without the zeros at its end; other texts as they are.
fn without_zeros(text: &str) -> &str {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.trim_start_matches('-').split_once('.') {
        Some((whole, fraction)) if digits(whole) && digits(fraction) => {
            text.trim_end_matches('0').trim_end_matches('.')
        }
        _ => text,
    }
}

impl Pending {
    /// Waits for the reply.
    pub async fn reply(self) -> Result<Reply, Problem> {
        match timeout(HANGS, self.reply).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(_)) => Err(Problem::new("the runner ended without a reply")),
            Err(_) => Err(Problem::new("the runner does not reply")),
        }
    }
}

impl Shared {
    fn take_reply(&self, line: &str) {
        let reply = serde_json::from_str::<Reply>(line).ok();
        let Some((id, reply)) = reply.and_then(|reply| Some((reply.get("id")?.as_u64()?, reply))) else {
            self.keep(format!("not a reply on standard output: {line}\n").as_bytes());
            return;
        };
        let waiting = self.waiting().as_mut().and_then(|waiting| waiting.remove(&id));
        match waiting {
            // Nobody may be waiting any more: the case has failed meanwhile.
            Some(waiting) => drop(waiting.send(reply)),
            None => self.keep(format!("a reply to no request: {line}\n").as_bytes()),
        }
    }

    fn keep(&self, bytes: &[u8]) {
        let mut kept = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_str(&String::from_utf8_lossy(bytes));
        let excess = kept.len().saturating_sub(KEPT);
        if let Some(cut) = (excess..kept.len()).find(|at| excess > 0 && kept.is_char_boundary(*at)) {
            kept.drain(..cut);
        }
    }
}
