//! What the files of vectors share: a gateway that answers as told, and the comparing.

use kaikei_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::Problem;
use crate::matcher::{compare, short};
use crate::runner::{Reply, Runner};
use crate::script::Rule;
use crate::server::{Arrival, Server};

/// A runner, a gateway for it to call, and what is wrong so far.
pub(super) struct Bench<'a> {
    runner: &'a Runner,
    server: Server,
    /// Whether the language's own type for instants ends at milliseconds.
    milliseconds: bool,
    pub(super) wrong: Vec<String>,
}

impl<'a> Bench<'a> {
    pub(super) async fn new(runner: &'a Runner) -> Result<Self, Problem> {
        let server = Server::start(Sandbox::builder().build()?, Vec::new()).await?;
        let reset = runner.reset().await?;
        let times = reset.get("ok").and_then(|ok| ok.get("times"));
        let milliseconds = times.and_then(Value::as_str) == Some("milliseconds");
        Ok(Self { runner, server, milliseconds, wrong: Vec::new() })
    }

    /// The instant as this language can hold it; other texts as they are.
    pub(super) fn instant(&self, text: &str) -> String {
        match text.strip_suffix('Z').and_then(|rest| rest.split_once('.')) {
            Some((seconds, fraction)) if self.milliseconds && seconds.contains('T') && fraction.len() > 3 => {
                format!("{seconds}.{}Z", &fraction[..3])
            }
            _ => text.to_owned(),
        }
    }

    pub(super) fn base_url(&self) -> String {
        self.server.base_url()
    }

    /// Opens a client.
    pub(super) async fn open(&self, name: &str, gateway: &str, settings: Value) -> Result<(), Problem> {
        let request = json!({ "do": "open", "client": name, "gateway": gateway, "settings": settings });
        match self.runner.ask(&request).await?.get("error") {
            None => Ok(()),
            Some(error) => Err(Problem::new(format!("client `{name}` was not opened: {error}"))),
        }
    }

    /// Answers every request with this from now on.
    pub(super) fn answer(&self, status: u16, body: &str) -> Result<(), Problem> {
        let answer = json!({ "status": status, "text": body });
        let rule: Rule =
            serde_json::from_value(json!({ "times": usize::MAX, "then": { "answer": answer } }))?;
        self.server.set_rules(vec![rule]);
        Ok(())
    }

    /// Calls a function.
    pub(super) async fn function(&self, name: &str, arguments: Value) -> Result<Reply, Problem> {
        self.runner.ask(&json!({ "do": "function", "name": name, "arguments": arguments })).await
    }

    /// Makes a call with client `client`; `parameters` is JSON whose order and digits count. Returns the reply, and
    /// what arrived.
    pub(super) async fn call(
        &self,
        client: &str,
        operation: &str,
        parameters: &str,
    ) -> Result<(Reply, Vec<Arrival>), Problem> {
        self.server.forget();
        let request = format!(
            r#"{{"do":"call","client":"{client}","operation":"{operation}","parameters":{parameters},"options":{{}}}}"#
        );
        let reply = self.runner.send_text(&request).await?.reply().await?;
        Ok((reply, self.server.arrivals()))
    }

    /// What arrived since the last call of a function or operation was prepared with [`Bench::forget`].
    pub(super) fn arrivals(&self) -> Vec<Arrival> {
        self.server.arrivals()
    }

    pub(super) fn forget(&self) {
        self.server.forget();
    }

    /// Notes each difference.
    pub(super) fn check(&mut self, name: &str, expected: &Value, actual: &Value) -> Result<(), Problem> {
        self.wrong.extend(compare(name, expected, actual)?);
        Ok(())
    }

    /// The reply must be a success; `expected` is its answer.
    pub(super) fn check_ok(&mut self, name: &str, reply: &Reply, expected: &Value) -> Result<(), Problem> {
        match reply.get("error") {
            Some(error) => {
                self.wrong.push(format!("{name}: not expected to fail: {}", short(error)));
                Ok(())
            }
            None => {
                let actual = self.runner.as_held(reply.get("ok").unwrap_or(&Value::Null));
                self.check(name, &self.runner.as_held(expected), &actual)
            }
        }
    }

    /// The reply must be an error with these members.
    pub(super) fn check_error(&mut self, name: &str, reply: &Reply, expected: Value) -> Result<(), Problem> {
        match reply.get("error") {
            Some(error) => self.check(&format!("{name}: error"), &json!({ "$some": expected }), error),
            None => {
                self.wrong.push(format!("{name}: an error was expected"));
                Ok(())
            }
        }
    }
}
