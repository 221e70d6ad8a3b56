//! The steps of a case, carried out one after the other.

use kaikei_sandbox::WebhookResult;
use serde_json::{Value, json};

use crate::browser;
use crate::case::{Expect, Step};
use crate::runner::{HANGS, Pending, Reply};
use crate::scene::Scene;
use crate::{Problem, matcher};

/// Members of an error that are compared only if a case names them: texts for people, and ids.
const TEXTS: [&str; 2] = ["message", "request_id"];

impl Scene<'_> {
    /// Carries out what is given, then every step.
    pub async fn play(&mut self) -> Result<(), Problem> {
        for name in &self.case.given {
            let unknown = || Problem::new(format!("stories.json has no story `{name}`"));
            for step in self.stories.get(name).ok_or_else(unknown)? {
                self.step(step).await.map_err(|problem| problem.at(format!("given {name}")))?;
            }
            self.server.forget();
        }
        for (index, step) in self.case.steps.iter().enumerate() {
            self.step(step).await.map_err(|problem| problem.at(format!("step {}", index + 1)))?;
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Result<(), Problem> {
        match step {
            Step::Open { client, like, settings, expect } => {
                let reply = self.open(client, like, settings).await?;
                self.check_reply(&format!("client {client}"), expect, &reply)
            }
            Step::Call { name, client, operation, parameters, options, times, later, iterate, expect } => {
                let request = json!({
                    "do": if *iterate { "iterate" } else { "call" }, "client": client, "operation": operation,
                    "parameters": self.variables.fill(parameters)?, "options": self.variables.fill(options)?,
                });
                let mut calls = Vec::new();
                for _ in 0..*times {
                    calls.push(self.runner.send(&request).await?);
                }
                match (later, name) {
                    (true, Some(name)) => {
                        self.pending.insert(name.clone(), calls);
                        Ok(())
                    }
                    (true, None) => Err(Problem::new("a call with `later` needs a name")),
                    (false, _) => self.answers(name.as_deref().unwrap_or(operation), calls, expect).await,
                }
            }
            Step::Await { call, expect } => {
                let none = || Problem::new(format!("no call `{call}` is under way"));
                let calls = self.pending.remove(call).ok_or_else(none)?;
                self.answers(call, calls, expect).await
            }
            Step::Cancel { call } => {
                let none = || Problem::new(format!("no call `{call}` is under way"));
                let targets: Vec<u64> =
                    self.pending.get(call).ok_or_else(none)?.iter().map(|call| call.id).collect();
                for target in targets {
                    let reply = self.runner.ask(&json!({ "do": "cancel", "target": target })).await?;
                    self.check_reply("cancel", &Expect::default(), &reply)?;
                }
                Ok(())
            }
            Step::Function { name, function, arguments, expect } => {
                let arguments = self.variables.fill(arguments)?;
                let request = json!({ "do": "function", "name": function, "arguments": arguments });
                let calls = vec![self.runner.send(&request).await?];
                self.answers(name.as_deref().unwrap_or(function), calls, expect).await
            }
            Step::Look { name, client, at, expect } => {
                let mut reply = self.runner.ask(&json!({ "do": at.as_str(), "client": client })).await?;
                let expect = Expect { ok: Some(expect.clone()), ..Expect::default() };
                self.check_reply(&format!("{} of {client}", at.as_str()), &expect, &reply)?;
                if let Some(name) = name {
                    self.variables.set_step(name, reply.remove("ok").unwrap_or_default());
                }
                Ok(())
            }
            Step::Browser { name, url, action, form } => {
                let (url, form) = (self.variables.text(url)?, self.variables.fill(form)?);
                let keys = self.sandbox.credentials();
                let back = browser::submit(&self.sandbox, &url, &form, &keys, action).await?;
                self.variables.set_step(name, json!({ "url": back }));
                Ok(())
            }
            Step::Webhook { name, answer } => self.webhook(name, *answer),
            Step::Control { name, path, json } => {
                let (path, json) = (self.variables.text(path)?, self.variables.fill(json)?);
                let answer = browser::control(&self.sandbox, &path, &json).await?;
                if let Some(name) = name {
                    self.variables.set_step(name, answer);
                }
                Ok(())
            }
            Step::Until { arrived, answered } => {
                let reached = self.server.until(*arrived, *answered);
                tokio::time::timeout(HANGS, reached).await.map_err(|_| {
                    Problem::new(format!("{} requests have arrived", self.server.arrivals().len()))
                })
            }
            Step::Forget {} => {
                self.server.forget();
                Ok(())
            }
            Step::Script { rules } => {
                self.server.set_rules(self.fill_rules(rules)?);
                Ok(())
            }
        }
    }

    async fn answers(&mut self, name: &str, calls: Vec<Pending>, expect: &Expect) -> Result<(), Problem> {
        for call in calls {
            let mut reply = call.reply().await?;
            self.check_reply(name, expect, &reply)?;
            // A pending login comes back beside success and failure alike.
            let brought = match reply.remove("pending") {
                Some(pending) => json!({ "pending": pending }),
                None => reply.remove("ok").unwrap_or_default(),
            };
            self.variables.set_step(name, brought);
        }
        Ok(())
    }

    fn check_reply(&mut self, name: &str, expect: &Expect, reply: &Reply) -> Result<(), Problem> {
        match (&expect.error, reply.get("error").filter(|error| !error.is_null())) {
            (Some(expected), Some(error)) => {
                let mut expected = expected.clone();
                for text in TEXTS {
                    expected.entry(text).or_insert_with(|| error.get(text).cloned().unwrap_or_default());
                }
                self.check(&format!("{name}: error"), &Value::Object(expected), error)?;
            }
            (Some(_), None) => self.wrong.push(format!("{name}: an error was expected")),
            (None, Some(error)) => {
                self.wrong.push(format!("{name}: not expected to fail: {}", matcher::short(error)));
            }
            (None, None) => {
                if let Some(expected) = &expect.ok {
                    let actual = self.runner.as_held(reply.get("ok").unwrap_or(&Value::Null));
                    self.check(name, &self.runner.as_held(expected), &actual)?;
                }
                let beside = [("raw", &expect.raw), ("idempotency_status", &expect.idempotency_status)];
                for (member, expected) in beside {
                    if let Some(expected) = expected {
                        let actual = reply.get(member).unwrap_or(&Value::Null);
                        self.check(&format!("{name}: {member}"), expected, actual)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes the webhook that is due, as `webhook_verify` wants it.
    fn webhook(&mut self, name: &str, answer: Option<u16>) -> Result<(), Problem> {
        let due = self.sandbox.due_webhooks();
        let webhook = due.first().ok_or_else(|| Problem::new("no webhook is due"))?;
        let body = crate::vectors::base64(webhook.body.as_bytes());
        self.variables.set_step(name, json!({ "headers": webhook.headers, "body_base64": body }));
        if let Some(status) = answer {
            self.sandbox.record_webhook_result(&webhook.delivery_id, WebhookResult::Status(status))?;
        }
        Ok(())
    }
}
