//! TLS: rustls with ring, the operating system's trust roots, and whatever the caller adds.

use std::sync::Arc;

use kaikei_core::Error;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

use crate::Network;

/// `needed`: whether the client will speak TLS at all. Reading the system's roots takes time, and images without any
/// exist: a client that only talks to this machine does without.
pub(crate) fn config(network: &Network, needed: bool) -> Result<ClientConfig, Error> {
    let provider: Arc<CryptoProvider> = rustls::crypto::ring::default_provider().into();
    let wrong = |e: rustls::Error| Error::configuration("network", format!("TLS cannot be set up: {e}"));
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(wrong)?;
    if !needed {
        return Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
    }
    let mut extra = Vec::new();
    for pem in &network.extra_roots_pem {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        match found {
            Ok(found) if !found.is_empty() => extra.extend(found),
            _ => return Err(Error::configuration("extra_roots_pem", "must hold certificates in PEM")),
        }
    }
    // The platform verifier verifies; rustls calls every verifier but its own "dangerous".
    let verifier = Verifier::new_with_extra_roots(extra, provider).map_err(wrong)?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}
