//! OAuth 2 as ITO-Japan's document uses it: client credentials for merchants, PKCE for users.

mod login;
mod pkce;
mod session;
mod tokens;

pub use login::{ExchangeCode, Login, LoginRequest, PendingLogin};
pub use pkce::Pkce;
pub use session::Session;
pub use tokens::TokenSet;

use crate::engine::RequestBody;

/// A form body.
pub(crate) fn form(pairs: &[(&str, &str)]) -> RequestBody {
    let mut form = form_urlencoded::Serializer::new(String::with_capacity(512));
    form.extend_pairs(pairs);
    form.finish().into()
}
