//! What stands ready before a case's first step: the gateway, its clients and the values that the case can name.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;

use base64ct::{Base64UrlUnpadded, Encoding};
use jiff::Timestamp;
use kaikei_sandbox::Sandbox;
use serde_json::{Map, Value, json};
use tokio::net::{TcpSocket, TcpStream};

use crate::case::{Case, ClientModel, ClientSpec, Clock, Step};
use crate::catalogue::Catalogue;
use crate::matcher::compare;
use crate::runner::{Pending, Reply, Runner};
use crate::script::Rule;
use crate::server::Server;
use crate::variables::Variables;
use crate::{Problem, arrivals, browser};

/// When virtual time begins: 2027-01-15.
pub const START: i64 = 1_800_000_000;

/// The sandbox's first user, who belongs to the first merchant.
const USER: &str = "1001";

/// One case under way.
#[derive(Debug)]
pub struct Scene<'a> {
    pub(crate) case: &'a Case,
    pub(crate) clients: &'a BTreeMap<String, ClientModel>,
    pub(crate) stories: &'a BTreeMap<String, Vec<Step>>,
    pub(crate) runner: &'a Runner,
    pub(crate) sandbox: Sandbox,
    pub(crate) server: Server,
    pub(crate) variables: Variables,
    /// Calls whose answers are awaited later.
    pub(crate) pending: HashMap<String, Vec<Pending>>,
    /// What is wrong so far.
    pub(crate) wrong: Vec<String>,
    _ports: Ports,
}

impl<'a> Scene<'a> {
    /// Sets everything up. The runner has forgotten its earlier clients.
    pub async fn prepare(
        case: &'a Case,
        catalogue: &'a Catalogue,
        runner: &'a Runner,
    ) -> Result<Self, Problem> {
        let mut builder = Sandbox::builder().seed(7).settings(case.sandbox);
        let now = match case.clock {
            Clock::Virtual => {
                Timestamp::from_second(START).map_err(|error| Problem::new(error.to_string()))?
            }
            Clock::Real => Timestamp::now(),
        };
        if case.clock == Clock::Virtual {
            builder = builder.start_at(now);
        }
        let sandbox = builder.build()?;
        let server = Server::start(sandbox.clone(), Vec::new()).await?;
        let ports = Ports::take().await?;
        let mut keys = sandbox.credentials();
        keys.ito_base_url = server.base_url();
        keys.univapay_base_url = server.base_url();
        let mut variables = Variables::default();
        variables.set("base_url", server.base_url());
        variables.set("now", now.as_second());
        variables.set("user", USER);
        variables.set("closed_url", ports.closed_url.as_str());
        variables.set("full_url", ports.full_url.as_str());
        variables.set("credentials", serde_json::to_value(&keys)?);
        variables.set("claims", claims(&keys.univapay_jwt)?);
        variables.set("examples", variables.fill(&catalogue.examples)?);
        if case.login {
            let tokens = browser::log_in(&sandbox, &keys).await?;
            variables.set("session", session(&tokens, now));
        }
        let scene = Self {
            case,
            clients: &catalogue.clients,
            stories: &catalogue.stories,
            runner,
            sandbox,
            server,
            variables,
            pending: HashMap::new(),
            wrong: Vec::new(),
            _ports: ports,
        };
        scene.server.set_rules(scene.fill_rules(&case.script)?);
        for (name, ClientSpec { like, settings }) in &case.clients {
            let reply = scene.open(name, like, settings).await?;
            if let Some(error) = reply.get("error") {
                return Err(Problem::new(format!("client `{name}` was not opened: {error}")));
            }
        }
        Ok(scene)
    }

    /// Opens a client like the one in `clients.json`, with some settings changed.
    pub(crate) async fn open(
        &self,
        name: &str,
        like: &str,
        changes: &Map<String, Value>,
    ) -> Result<Reply, Problem> {
        let unknown = || Problem::new(format!("clients.json has no client `{like}`"));
        let model = self.clients.get(like).ok_or_else(unknown)?;
        let mut settings = model.settings.clone();
        if self.case.clock == Clock::Virtual {
            settings.insert("clock".to_owned(), json!({ "now": "${now}" }));
        }
        settings.extend(changes.clone());
        settings.retain(|_, value| !value.is_null());
        let settings = self.variables.fill(&Value::Object(settings))?;
        let request = json!({ "do": "open", "client": name, "gateway": model.gateway, "settings": settings });
        self.runner.ask(&request).await
    }

    /// Rules with their variables filled in.
    pub(crate) fn fill_rules(&self, rules: &[Rule]) -> Result<Vec<Rule>, Problem> {
        rules.iter().map(|rule| rule.fill(&self.variables)).collect()
    }

    /// Compares, and notes each difference.
    pub(crate) fn check(&mut self, at: &str, expected: &Value, actual: &Value) -> Result<(), Problem> {
        let expected = self.variables.fill(expected)?;
        self.wrong.extend(compare(at, &expected, actual)?);
        Ok(())
    }

    /// Looks at what arrived; returns all that is wrong.
    pub fn finish(mut self) -> Result<Vec<String>, Problem> {
        if let Some(expected) = &self.case.arrivals {
            let arrived = self.server.arrivals();
            self.wrong.extend(arrivals::compare_all(expected, &arrived, &self.variables)?);
        }
        if let Some(name) = self.pending.keys().next() {
            return Err(Problem::new(format!("nobody awaits the call `{name}`")));
        }
        Ok(self.wrong)
    }
}

/// What UnivaPay's application token says: the ids of merchant and store.
fn claims(jwt: &str) -> Result<Value, Problem> {
    let middle = jwt.split('.').nth(1).unwrap_or_default();
    let claims = Base64UrlUnpadded::decode_vec(middle).map_err(|error| Problem::new(error.to_string()))?;
    Ok(serde_json::from_slice(&claims)?)
}

/// `${session.tokens}` is what a store would have kept; the two tokens are there alone as well.
fn session(tokens: &Value, now: Timestamp) -> Value {
    let (access, refresh) = (tokens.get("access_token"), tokens.get("refresh_token"));
    let text = |expires_at: i64| {
        json!({ "access_token": access, "refresh_token": refresh, "expires_at": expires_at }).to_string()
    };
    json!({
        "access_token": access,
        "refresh_token": refresh,
        "tokens": text(now.as_second() + 3600),
        "expired_tokens": text(now.as_second() - 1),
    })
}

/// Two ports of loopback where no gateway is.
#[derive(Debug)]
struct Ports {
    closed_url: String,
    full_url: String,
    /// Bound but not listening: it stays ours, and refuses connections.
    _closed: TcpSocket,
    /// Listening with a queue that the connection beside it fills: further ones are never established.
    _full: (tokio::net::TcpListener, TcpStream),
}

impl Ports {
    async fn take() -> Result<Self, Problem> {
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        let (closed, full) = (TcpSocket::new_v4()?, TcpSocket::new_v4()?);
        closed.bind(any)?;
        full.bind(any)?;
        let full = full.listen(0)?;
        let first = TcpStream::connect(full.local_addr()?).await?;
        Ok(Self {
            closed_url: format!("http://{}", closed.local_addr()?),
            full_url: format!("http://{}", full.local_addr()?),
            _closed: closed,
            _full: (full, first),
        })
    }
}
