//! Headers that every request has.

use zeroize::Zeroizing;

use super::Credential;

/// The content type of forms.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn headers(
    content_type: Option<&'static str>,
    credential: &Credential,
) -> Vec<(&'static str, Zeroizing<String>)> {
    let plain = |value: &str| Zeroizing::new(value.to_owned());
    let mut headers = Vec::with_capacity(8);
    headers.push(("accept", plain("application/json")));
    headers.push(("user-agent", plain(concat!("kaikei/", env!("CARGO_PKG_VERSION")))));
    if let Some(content_type) = content_type {
        headers.push(("content-type", plain(content_type)));
    }
    if let Credential::Bearer(secret) = credential {
        headers.push(("authorization", Zeroizing::new(["Bearer ", secret.expose()].concat())));
    }
    headers
}
