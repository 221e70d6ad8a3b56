//! The settings that concern the network.

use kaikei::{Network, Proxy};

use crate::Settings;

/// Takes them out of `settings`.
pub(crate) fn network(settings: &mut Settings) -> Network {
    let roots = settings.extra_roots_pem.take().unwrap_or_default();
    Network {
        extra_roots_pem: roots.into_iter().map(String::into_bytes).collect(),
        proxy: match settings.proxy.take() {
            None => Proxy::Environment,
            Some(proxy) if proxy.expose() == "direct" => Proxy::Direct,
            Some(proxy) => Proxy::Url(proxy),
        },
        ..Network::default()
    }
}
