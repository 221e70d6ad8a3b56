use jiff::Timestamp;
use serde::Deserialize;

use crate::clock::Clock;
use crate::credentials::{Credentials, live_field};
use crate::options::Options;
use crate::settings::Settings;
use crate::world::{Plan, World};
use crate::{Error, Sandbox};

/// How a [`Sandbox`] starts. Made by [`Sandbox::builder`], or read from a JSON object with any of `seed`, `settings`,
/// `start_at` (ISO-8601), `redirect_uris` and `allow_hosts`.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Options")]
pub struct Builder {
    plan: Plan,
    start: Option<Timestamp>,
    allowed_hosts: Vec<String>,
}

impl Builder {
    /// Every id and key follows from the seed, in the order of the calls. 0 if not given.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.plan.seed = seed;
        self
    }

    /// Starts the clock at a fixed time, where it stands until advanced. Without it, it follows the system's time.
    #[must_use]
    pub fn start_at(mut self, start: Timestamp) -> Self {
        self.start = Some(start);
        self
    }

    /// How the gateways behave where their documents leave it open.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.plan.settings = settings;
        self
    }

    /// Gives the first merchant these keys instead of those made from the seed; the base URLs are not used. The
    /// UnivaPay JWT must still be a test token.
    #[must_use]
    pub fn credentials(mut self, keys: Credentials) -> Self {
        self.plan.keys = Some(keys);
        self
    }

    /// Registers a further redirect URI for the first merchant's app.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.plan.redirect_uris.push(uri.into());
        self
    }

    /// Allows listening on this host and posting webhooks to it, though it is not loopback.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into().to_ascii_lowercase());
        self
    }

    /// # Errors
    ///
    /// [`Error::LiveKey`] if a given credential looks like one of a real gateway, [`Error::RedirectUri`] for a
    /// redirect URI that cannot be one.
    pub fn build(self) -> Result<Sandbox, Error> {
        if let Some(field) = self.plan.keys.as_ref().and_then(live_field) {
            return Err(Error::LiveKey(field));
        }
        let world = World::new(self.plan, Clock::new(self.start))?;
        Ok(Sandbox::new(world, self.allowed_hosts))
    }
}
