use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::{Builder, Settings};

/// A [`Builder`] as JSON writes it, such as `{"seed":7,"settings":{"server_mode":"S4"}}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Options {
    seed: u64,
    settings: Settings,
    #[serde(deserialize_with = "instant")]
    start_at: Option<Timestamp>,
    redirect_uris: Vec<String>,
    allow_hosts: Vec<String>,
}

impl From<Options> for Builder {
    fn from(options: Options) -> Self {
        let mut builder = Self::default().seed(options.seed).settings(options.settings);
        if let Some(start) = options.start_at {
            builder = builder.start_at(start);
        }
        for uri in options.redirect_uris {
            builder = builder.redirect_uri(uri);
        }
        for host in options.allow_hosts {
            builder = builder.allow_host(host);
        }
        builder
    }
}

/// An instant in ISO-8601.
fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text: Option<String> = Deserialize::deserialize(deserializer)?;
    let parse =
        |text: String| text.parse().map_err(|_| D::Error::custom("start_at must be an instant in ISO-8601"));
    text.map(parse).transpose()
}
