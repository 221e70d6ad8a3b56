use super::problem::Problem;
use crate::call::Call;
use crate::credentials::{Claims, jwt_part};
use crate::world::World;

/// Who may make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// An app or a page too: the application token alone will do.
    App,
    /// Only a server, which has the token's secret.
    Server,
}

/// The merchant whose application token came with the call, `{secret}.{jwt}` or `{jwt}` alone.
pub(super) fn merchant(world: &World, call: &Call, caller: Caller) -> Result<usize, Problem> {
    if call.header("authorization").is_none() {
        return Err(Problem::new(401, "AUTH_HEADER_MISSING"));
    }
    let invalid = || Problem::new(401, "INVALID_APP_TOKEN");
    let bearer = call.bearer().ok_or_else(invalid)?;
    let jwt = jwt_part(bearer).ok_or_else(invalid)?;
    let merchant = world.merchant_by_jwt(jwt).ok_or_else(invalid)?;
    match bearer.strip_suffix(jwt).and_then(|start| start.strip_suffix('.')) {
        Some(secret) if secret == world.merchants[merchant].keys.univapay_secret => Ok(merchant),
        Some(_) => Err(Problem::new(401, "INVALID_CREDENTIALS")),
        None if caller == Caller::Server => Err(Problem::new(403, "INVALID_PERMISSIONS")),
        None if domain_allowed(jwt, call.header("origin").or(call.query("origin"))) => Ok(merchant),
        None => Err(Problem::new(401, "INVALID_DOMAIN")),
    }
}

/// Without a secret a call must come from a registered domain, if any is registered.
fn domain_allowed(jwt: &str, origin: Option<&str>) -> bool {
    let domains = Claims::read(jwt).map(|claims| claims.domains).unwrap_or_default();
    let host = origin.and_then(|origin| Some(origin.split_once("://")?.1));
    domains.is_empty() || host.is_some_and(|host| domains.iter().any(|domain| domain == host))
}
