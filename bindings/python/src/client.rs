//! A client of either gateway: no code of any operation is here.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use kaikei::ito::{LoginRequest, Order, Session, TokenSet};
use kaikei::{Clock, Error, TokenStore, Transport};
use kaikei_core::operation;
use kaikei_host::{self as host, CallSettings, Hooks, Settings};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt};
use zeroize::Zeroizing;

use crate::asynchronous;
use crate::blocking;
use crate::call::{Call, Finished};
use crate::clock::TestClock;
use crate::encode::{self, Purpose};
use crate::error::OrRaise;
use crate::event::WebhookEvent;
use crate::login::{Login, PendingLogin, Tokens};
use crate::process::{self, Ours, lock};
use crate::seconds;
use crate::target::Target;
use crate::text::{object, text};

/// How to make a client: kept because a forked child makes its own.
#[derive(Clone)]
pub(crate) struct Recipe {
    gateway: String,
    settings: Arc<Zeroizing<Vec<u8>>>,
    asynchronous: bool,
    transport: Option<Hook>,
    clock: Option<Arc<host::TestClock>>,
    user: Option<User>,
}

/// The user that a client acts for.
#[derive(Clone)]
struct User {
    client_id: String,
    /// As the last fork found them.
    tokens: Arc<Mutex<TokenSet>>,
    store: Option<Hook>,
}

/// A user's own code.
#[derive(Clone)]
enum Hook {
    Blocking(Target),
    Asynchronous(Target),
}

/// A [`Hook`] of one process: an open question of the parent's is none of the child's.
enum Running {
    Blocking(Arc<blocking::Hook>),
    Asynchronous(Arc<asynchronous::Hook>),
}

impl Hook {
    /// `kept` is Python's `Kept`.
    fn new(asynchronous: bool, kept: &Bound<'_, PyAny>) -> PyResult<Self> {
        let target = Target::new(kept)?;
        Ok(if asynchronous { Self::Asynchronous(target) } else { Self::Blocking(target) })
    }

    fn run(&self) -> Running {
        match self {
            Self::Blocking(target) => Running::Blocking(Arc::new(blocking::Hook(target.clone()))),
            Self::Asynchronous(target) => Running::Asynchronous(asynchronous::Hook::new(target.clone())),
        }
    }
}

impl Running {
    fn transport(&self) -> Arc<dyn Transport> {
        match self {
            Self::Blocking(hook) => Arc::clone(hook) as Arc<dyn Transport>,
            Self::Asynchronous(hook) => Arc::clone(hook) as Arc<dyn Transport>,
        }
    }

    fn store(&self) -> Arc<dyn TokenStore> {
        match self {
            Self::Blocking(hook) => Arc::clone(hook) as Arc<dyn TokenStore>,
            Self::Asynchronous(hook) => Arc::clone(hook) as Arc<dyn TokenStore>,
        }
    }
}

/// What a client's calls need beside the client: the user's own code that they may run.
#[derive(Clone, Default)]
pub(crate) struct Hooked {
    /// Blocking functions run on the thread that waits for the call.
    pub(crate) lends_thread: bool,
    pub(crate) asynchronous: Vec<Arc<asynchronous::Hook>>,
}

impl Hooked {
    fn add(&mut self, running: Option<&Running>) {
        match running {
            Some(Running::Blocking(_)) => self.lends_thread = true,
            Some(Running::Asynchronous(hook)) => self.asynchronous.push(Arc::clone(hook)),
            None => {}
        }
    }
}

/// A client of this process.
#[derive(Clone)]
struct Live {
    client: host::Client,
    hooked: Hooked,
}

impl Recipe {
    fn build(&self) -> Result<Live, Error> {
        let transport = self.transport.as_ref().map(Hook::run);
        let mut live = Live {
            client: host::Client::new(
                &self.gateway,
                Settings::read(&self.settings)?,
                Hooks {
                    transport: transport.as_ref().map(Running::transport),
                    clock: self.clock.as_ref().map(|clock| Arc::clone(clock) as Arc<dyn Clock>),
                },
            )?,
            hooked: Hooked::default(),
        };
        live.hooked.add(transport.as_ref());
        if let Some(user) = &self.user {
            let store = user.store.as_ref().map(Hook::run);
            let session = Session::new(user.client_id.as_str(), lock(&user.tokens).clone());
            live.client = live.client.with_session(session, store.as_ref().map(Running::store))?;
            live.hooked.add(store.as_ref());
        }
        Ok(live)
    }

    fn now(&self) -> SystemTime {
        self.clock.as_ref().map_or_else(SystemTime::now, |clock| clock.now())
    }

    /// The hook for a `Kept` of Python's.
    fn hook(&self, kept: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Hook>> {
        kept.map(|kept| Hook::new(self.asynchronous, kept)).transpose()
    }

    fn for_user(&self, client_id: &str, tokens: TokenSet, store: Option<Hook>) -> Self {
        let user = User { client_id: client_id.to_owned(), tokens: Arc::new(Mutex::new(tokens)), store };
        Self { user: Some(user), ..self.clone() }
    }
}

/// A client of either gateway.
#[pyclass(module = "kaikei._native", frozen, weakref)]
pub(crate) struct Client {
    recipe: Recipe,
    live: Mutex<Option<Ours<Live>>>,
    closed: AtomicBool,
}

impl Client {
    fn of(recipe: Recipe, live: Live) -> Self {
        Self { recipe, live: Mutex::new(Some(Ours::new(live))), closed: AtomicBool::new(false) }
    }

    /// A client that is made already.
    pub(crate) fn live(recipe: Recipe, finished: FinishedClient) -> Self {
        Self::of(recipe, finished.0)
    }

    fn get(&self) -> Result<Live, Error> {
        if self.closed.load(Ordering::Relaxed) {
            return Err(Error::configuration("client", "is closed"));
        }
        process::look();
        let mut live = lock(&self.live);
        if let Some(live) = live.as_ref().and_then(Ours::get) {
            return Ok(live.clone());
        }
        let made = self.recipe.build()?;
        *live = Some(Ours::new(made.clone()));
        Ok(made)
    }
}

/// A client for a user, as a login ends with it.
pub(crate) struct FinishedClient(Live);

#[pymethods]
impl Client {
    /// `settings` as `kaikei_host::Settings` has them. A fault in them is a `ConfigurationError`.
    #[new]
    fn new(
        py: Python<'_>,
        gateway: String,
        settings: &Bound<'_, PyAny>,
        asynchronous: bool,
        transport: Option<&Bound<'_, PyAny>>,
        clock: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let settings =
            encode::object(settings, Purpose::Settings).map_err(host::as_configuration).or_raise(py)?;
        let clock = clock
            .map(|clock| match clock.cast::<TestClock>() {
                Ok(clock) => Ok(Arc::clone(&clock.get().0)),
                Err(_) => Err(Error::configuration("clock", "must be a kaikei.testing.Clock")),
            })
            .transpose()
            .or_raise(py)?;
        let mut recipe = Recipe {
            gateway,
            settings: Arc::new(settings),
            asynchronous,
            transport: None,
            clock,
            user: None,
        };
        recipe.transport = recipe.hook(transport)?;
        if transport.is_some_and(|kept| !kept.getattr("target").is_ok_and(|target| target.is_callable())) {
            return Err(Error::configuration("transport", "must be callable")).or_raise(py);
        }
        let live = recipe.build().or_raise(py)?;
        Ok(Self::of(recipe, live))
    }

    /// Checks a call of the operation called `name`. A limit that is `None` is the client's.
    #[pyo3(signature = (name, parameters, timeout=None, attempt_timeout=None, connect_timeout=None, max_retries=None, idempotency_key=None))]
    #[allow(
        clippy::too_many_arguments,
        reason = "positional, for speed: only Python's half of this package calls it"
    )]
    fn call(
        &self,
        py: Python<'_>,
        name: &str,
        parameters: &Bound<'_, PyAny>,
        timeout: Option<Bound<'_, PyAny>>,
        attempt_timeout: Option<Bound<'_, PyAny>>,
        connect_timeout: Option<Bound<'_, PyAny>>,
        max_retries: Option<Bound<'_, PyAny>>,
        idempotency_key: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Call> {
        let prepare = || {
            let live = self.get()?;
            let mut settings = limits_of(&[timeout, attempt_timeout, connect_timeout, max_retries])?;
            settings.idempotency_key = idempotency_key.map(key).transpose()?;
            let spread = operation(name)?.meta.spread;
            let json = encode::object(parameters, Purpose::Parameters).map_err(|error| match spread {
                Some(spread) => error.outside(spread),
                None => error,
            })?;
            let call = live.client.call(name, &json, settings)?;
            Ok(Call::new(async move { call.send().await.map(Finished::Answer) }, live.hooked))
        };
        prepare().or_raise(py)
    }

    /// See `kaikei.ItoJapan.confirm`. `limits` are its other arguments.
    fn confirm(
        &self,
        py: Python<'_>,
        order: &Bound<'_, PyAny>,
        event: &Bound<'_, PyAny>,
        limits: [Option<Bound<'_, PyAny>>; 4],
    ) -> PyResult<Call> {
        let prepare = || {
            let mut live = self.get()?;
            live.client = live.client.limited(limits_of(&limits)?)?;
            let json = encode::object(order, Purpose::Parameters)?;
            let order: Order = kaikei_core::json::parameters(&json)?;
            let event = object::<WebhookEvent>("event", "verified WebhookEvent", event)?;
            let event = event.get().0.clone();
            let work = async move { Ok(Finished::Confirmation(live.client.confirm(&order, &event).await)) };
            Ok(Call::new(work, live.hooked))
        };
        prepare().or_raise(py)
    }

    /// See `kaikei.ItoJapan.start_login`.
    fn start_login(
        &self,
        py: Python<'_>,
        client_id: &Bound<'_, PyAny>,
        redirect_uri: &Bound<'_, PyAny>,
        scopes: &Bound<'_, PyAny>,
    ) -> PyResult<Login> {
        let start = || {
            let not_a_list = |_| Error::invalid("scopes", "must be a list of str");
            let scopes: Vec<Bound<'_, PyAny>> = scopes.extract().map_err(not_a_list)?;
            let scopes = scopes.iter().map(|scope| text("scopes", scope).map(str::to_owned));
            let request = LoginRequest {
                client_id: text("client_id", client_id)?.to_owned(),
                redirect_uri: text("redirect_uri", redirect_uri)?.to_owned(),
                scopes: scopes.collect::<Result<_, _>>()?,
            };
            self.get()?.client.start_login(&request)
        };
        Login::new(py, start().or_raise(py)?)
    }

    /// Checks the URL that the browser came back to, here and now; the call exchanges the code.
    fn finish_login(
        &self,
        py: Python<'_>,
        pending: &Bound<'_, PyAny>,
        redirect_url: &Bound<'_, PyAny>,
        token_store: Option<&Bound<'_, PyAny>>,
        limits: [Option<Bound<'_, PyAny>>; 4],
    ) -> PyResult<Call> {
        let hook = self.recipe.hook(token_store)?;
        let prepare = || {
            let live = self.get()?;
            let limited = live.client.limited(limits_of(&limits)?)?;
            let pending = object::<PendingLogin>("pending", "PendingLogin", pending)?;
            let redirect_url = text("redirect_url", redirect_url)?;
            let code = lock(&pending.get().0).finish(redirect_url, self.recipe.now())?;
            let store = hook.as_ref().map(Hook::run);
            let mut hooked = live.hooked;
            hooked.add(store.as_ref());
            let (kept, running) = (hooked.clone(), store.as_ref().map(Running::store));
            let recipe = self.recipe.clone();
            let work = async move {
                let client = limited.exchange_code(&code, running).await?.with_limits_of(&live.client)?;
                let tokens = client.session().map(Session::tokens);
                let tokens = tokens.ok_or_else(|| crate::error::internal("a login without tokens"))?;
                let recipe = recipe.for_user(code.client_id(), tokens, hook);
                Ok(Finished::Client(FinishedClient(Live { client, hooked: kept }), Box::new(recipe)))
            };
            Ok(Call::new(work, hooked))
        };
        prepare().or_raise(py)
    }

    /// See `kaikei.ItoJapan.with_session`.
    fn with_session(
        &self,
        py: Python<'_>,
        tokens: &Bound<'_, PyAny>,
        client_id: &Bound<'_, PyAny>,
        token_store: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        // It shares this client's connections, as every client made from another does.
        let live = self.get().or_raise(py)?;
        let tokens = object::<Tokens>("tokens", "kaikei.Tokens", tokens).or_raise(py)?;
        let client_id = text("client_id", client_id).or_raise(py)?;
        let hook = self.recipe.hook(token_store)?;
        let store = hook.as_ref().map(Hook::run);
        let recipe = self.recipe.for_user(client_id, tokens.get().0.clone(), hook);
        let session = Session::new(client_id, tokens.get().0.clone());
        let client = live.client.with_session(session, store.as_ref().map(Running::store)).or_raise(py)?;
        let mut hooked = live.hooked;
        hooked.add(store.as_ref());
        Ok(Self::of(recipe, Live { client, hooked }))
    }

    /// The user's newest tokens, if this client acts for one.
    #[getter]
    fn tokens(&self, py: Python<'_>) -> PyResult<Option<Tokens>> {
        if self.recipe.user.is_none() {
            return Ok(None);
        }
        let live = self.get().or_raise(py)?;
        Ok(live.client.session().map(|session| Tokens(session.tokens())))
    }

    /// Remembers the user's tokens for the child: it must not touch its parent's session.
    fn before_fork(&self) {
        let live = lock(&self.live);
        let session = live.as_ref().and_then(Ours::get).and_then(|live| live.client.session());
        if let (Some(user), Some(session)) = (&self.recipe.user, session) {
            *lock(&user.tokens) = session.tokens();
        }
    }

    /// Closes idle connections. Calls under way end as they would have.
    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        let live = lock(&self.live).take();
        drop(live);
    }

    #[getter]
    fn closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn __repr__(&self) -> String {
        format!("<Client of {}>", self.recipe.gateway)
    }
}

/// The three time limits, and how often a try may be repeated.
fn limits_of(given: &[Option<Bound<'_, PyAny>>; 4]) -> Result<CallSettings, Error> {
    let [timeout, attempt_timeout, connect_timeout, max_retries] = given.each_ref().map(Option::as_ref);
    let limit = |field, given: Option<&Bound<'_, PyAny>>| {
        given.map(|given| seconds::number(field, given)).transpose()
    };
    Ok(CallSettings {
        timeout: limit("timeout", timeout)?,
        attempt_timeout: limit("attempt_timeout", attempt_timeout)?,
        connect_timeout: limit("connect_timeout", connect_timeout)?,
        max_retries: max_retries.map(count).transpose()?,
        idempotency_key: None,
    })
}

fn count(given: &Bound<'_, PyAny>) -> Result<u32, Error> {
    let is_count = given.is_instance_of::<PyInt>() && !given.is_instance_of::<PyBool>();
    let count = given.extract::<u32>().ok().filter(|_| is_count);
    count.ok_or_else(|| Error::invalid("max_retries", "must be a whole number, not below 0"))
}

fn key(given: &Bound<'_, PyAny>) -> Result<String, Error> {
    text("idempotency_key", given).map(str::to_owned)
}
