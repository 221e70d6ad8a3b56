//! A scenario as `cases/*.json` writes it.

use std::collections::BTreeMap;

use kaikei_sandbox::Settings;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::arrivals::ExpectedArrival;
use crate::script::Rule;

/// One file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// What the cases are about, in a sentence.
    pub about: String,
    /// The cases, in the order of the table.
    pub cases: Vec<Case>,
}

/// One scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A path: `retry/429-with-retry-after`.
    pub name: String,
    /// What a package must do, in a sentence.
    pub about: String,
    /// Whose time it is.
    #[serde(default)]
    pub clock: Clock,
    /// The sandbox's settings.
    #[serde(default)]
    pub sandbox: Settings,
    /// Whether a user has logged in before, so that `${session.…}` has values.
    #[serde(default)]
    pub login: bool,
    /// Stories of `stories.json` that are told before the first step; what arrived meanwhile is forgotten.
    #[serde(default)]
    pub given: Vec<String>,
    /// Clients that are opened before the first step.
    #[serde(default)]
    pub clients: BTreeMap<String, ClientSpec>,
    /// What the gateway does instead of answering as the sandbox would.
    #[serde(default)]
    pub script: Vec<Rule>,
    /// What happens, one after the other.
    pub steps: Vec<Step>,
    /// Every request that arrived at the gateway, in order; not looked at when absent.
    pub arrivals: Option<Vec<ExpectedArrival>>,
}

/// Whose time it is in a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The gateway's clock and each client's test clock start at the same time, and no wait takes any.
    #[default]
    Virtual,
    /// The system's, for limits that the HTTP client keeps, and for waits that do not end.
    Real,
}

/// A client: the settings of one in `clients.json`, changed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSpec {
    /// The name in `clients.json`.
    pub like: String,
    /// Settings added or replaced; `null` takes one away.
    #[serde(default)]
    pub settings: Map<String, Value>,
}

/// A client in `clients.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientModel {
    /// `ito` or `univapay`.
    pub gateway: String,
    /// Its settings, as the protocol writes them.
    pub settings: Map<String, Value>,
}

/// What an answer of the runner must be: an error if `error` is given, else a success.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The answer.
    pub ok: Option<Value>,
    /// The error. `message` and `request_id` are compared only if they are given, everything else always.
    pub error: Option<Map<String, Value>>,
    /// The raw text.
    pub raw: Option<Value>,
    /// What UnivaPay said of the idempotency key.
    pub idempotency_status: Option<Value>,
}

/// One step of a case.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs, reason = "README.md describes every member")]
pub enum Step {
    /// Opens a client whose opening is itself looked at.
    Open {
        client: String,
        like: String,
        #[serde(default)]
        settings: Map<String, Value>,
        #[serde(default)]
        expect: Expect,
    },
    /// Makes a call, or `times` of them at once. With `later`, goes on without waiting for the answer. With `iterate`,
    /// goes through the whole list, whose items are the answer.
    Call {
        name: Option<String>,
        #[serde(default = "first_client")]
        client: String,
        operation: String,
        #[serde(default = "empty")]
        parameters: Value,
        #[serde(default = "empty")]
        options: Value,
        #[serde(default = "once")]
        times: usize,
        #[serde(default)]
        later: bool,
        #[serde(default)]
        iterate: bool,
        #[serde(default)]
        expect: Expect,
    },
    /// Waits for the answers of a call made with `later`.
    Await {
        call: String,
        #[serde(default)]
        expect: Expect,
    },
    /// Cancels a call made with `later`.
    Cancel { call: String },
    /// Calls a function that needs no call of the gateway's API.
    Function {
        name: Option<String>,
        function: String,
        #[serde(default = "empty")]
        arguments: Value,
        #[serde(default)]
        expect: Expect,
    },
    /// Looks at what a client was seen to do: `waits`, `tokens` or `saved`.
    Look {
        name: Option<String>,
        #[serde(default = "first_client")]
        client: String,
        at: Seen,
        expect: Value,
    },
    /// A person's browser opens a page of the gateway, by posting `form` if given, signs in if asked, and presses a
    /// button.
    Browser {
        name: String,
        url: String,
        action: String,
        #[serde(default = "empty")]
        form: Value,
    },
    /// Takes the webhook that the gateway would post now. The receiver answers with the status `answer`, if given.
    Webhook { name: String, answer: Option<u16> },
    /// A call of the sandbox's control API: what buyers, banks and time do. No request arrives by it.
    Control {
        name: Option<String>,
        path: String,
        #[serde(default = "empty")]
        json: Value,
    },
    /// Waits until so many requests have arrived, or have been answered.
    Until {
        #[serde(default)]
        arrived: usize,
        #[serde(default)]
        answered: usize,
    },
    /// Forgets the requests that arrived so far.
    Forget {},
    /// Replaces what is left of the script.
    Script { rules: Vec<Rule> },
}

/// What a client was seen to do.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// The waits that its test clock was asked for, in seconds.
    Waits,
    /// The tokens of its session.
    Tokens,
    /// What its token store was given.
    Saved,
}

impl Seen {
    /// Its name in the protocol.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Tokens => "tokens",
            Self::Saved => "saved",
        }
    }
}

fn first_client() -> String {
    "a".to_owned()
}

fn empty() -> Value {
    Value::Object(Map::new())
}

fn once() -> usize {
    1
}
