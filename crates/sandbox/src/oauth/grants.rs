use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::ids::Ids;

const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);
const REQUEST_LIFE: SignedDuration = SignedDuration::from_hours(1);
pub(super) const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(1);
const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Whom an access token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    Merchant,
    User(u64),
}

/// An access token.
#[derive(Debug)]
pub(crate) struct Access {
    /// Index of the merchant.
    pub(crate) merchant: usize,
    pub(crate) holder: Holder,
    expires: Timestamp,
    /// All tokens that come from one sign-in.
    family: u64,
}

#[derive(Debug)]
struct Refresh {
    merchant: usize,
    user: u64,
    expires: Timestamp,
    family: u64,
    used: bool,
}

/// An authorization request that a user has not decided yet.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) merchant: usize,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) challenge: String,
    /// Path and query of its page.
    pub(super) here: String,
}

#[derive(Debug)]
struct Code {
    request: Request,
    user: u64,
    expires: Timestamp,
    /// The tokens made from it, once used.
    family: Option<u64>,
}

/// A new access token, with its refresh token if a user signed in.
#[derive(Debug)]
pub(super) struct Issued {
    pub(super) access: String,
    pub(super) refresh: Option<String>,
}

/// All that was granted. Access tokens, refresh tokens and codes are looked up by their text.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    codes: HashMap<String, Code>,
    requests: HashMap<String, (Request, Timestamp)>,
    families: u64,
}

impl Grants {
    /// The token, expired or not.
    pub(crate) fn access(&self, token: &str) -> Option<&Access> {
        self.access.get(token)
    }

    pub(crate) fn valid_access(&self, token: &str, now: Timestamp) -> Option<&Access> {
        self.access.get(token).filter(|access| access.expires > now)
    }

    pub(super) fn open_request(&mut self, request: Request, ids: &mut Ids, now: Timestamp) -> String {
        let id = ids.alphanumeric(32);
        self.requests.insert(id.clone(), (request, later(now, REQUEST_LIFE)));
        id
    }

    pub(super) fn request(&self, id: &str, now: Timestamp) -> Option<&Request> {
        self.requests.get(id).filter(|(_, expires)| *expires > now).map(|(request, _)| request)
    }

    /// Ends a request, whatever the user decided.
    pub(super) fn close_request(&mut self, id: &str) {
        self.requests.remove(id);
    }

    pub(super) fn issue_code(
        &mut self,
        request: Request,
        user: u64,
        ids: &mut Ids,
        now: Timestamp,
    ) -> String {
        let code = format!("sandbox_code_{}", ids.alphanumeric(40));
        self.codes.insert(code.clone(), Code { request, user, expires: later(now, CODE_LIFE), family: None });
        code
    }

    pub(super) fn issue_to_merchant(&mut self, merchant: usize, ids: &mut Ids, now: Timestamp) -> Issued {
        self.families += 1;
        let access = self.issue_access(merchant, Holder::Merchant, self.families, ids, now);
        Issued { access, refresh: None }
    }

    /// Turns a code into tokens. `challenge_met` says whether the verifier fits a challenge. The error is the hint.
    pub(super) fn redeem_code(
        &mut self,
        code: &str,
        merchant: usize,
        redirect_uri: &str,
        challenge_met: impl FnOnce(&str) -> bool,
        ids: &mut Ids,
        now: Timestamp,
    ) -> Result<Issued, &'static str> {
        let found = self.codes.get_mut(code).ok_or("Authorization code is not valid")?;
        if found.request.merchant != merchant {
            return Err("Authorization code was not issued to this client");
        }
        if let Some(family) = found.family {
            self.revoke(family);
            return Err("Authorization code has been used; the tokens issued from it are revoked");
        }
        if found.expires <= now {
            return Err("Authorization code has expired");
        }
        if found.request.redirect_uri != redirect_uri {
            return Err("Invalid redirect URI");
        }
        if !challenge_met(&found.request.challenge) {
            return Err("Failed to verify `code_verifier`.");
        }
        self.families += 1;
        found.family = Some(self.families);
        let user = found.user;
        Ok(self.issue_to_user(merchant, user, self.families, ids, now))
    }

    /// Turns a refresh token into new tokens. One used before revokes its whole family. The error is the hint.
    pub(super) fn rotate(
        &mut self,
        token: &str,
        merchant: usize,
        ids: &mut Ids,
        now: Timestamp,
    ) -> Result<Issued, &'static str> {
        let found = self.refresh.get_mut(token).ok_or("Cannot decrypt the refresh token")?;
        if found.merchant != merchant {
            return Err("Token is not linked to client");
        }
        let (user, family) = (found.user, found.family);
        if found.used {
            self.revoke(family);
            return Err("Token has been revoked");
        }
        if found.expires <= now {
            return Err("Token has expired");
        }
        found.used = true;
        self.access.retain(|_, access| access.family != family);
        Ok(self.issue_to_user(merchant, user, family, ids, now))
    }

    fn issue_to_user(
        &mut self,
        merchant: usize,
        user: u64,
        family: u64,
        ids: &mut Ids,
        now: Timestamp,
    ) -> Issued {
        let access = self.issue_access(merchant, Holder::User(user), family, ids, now);
        let refresh = format!("sandbox_refresh_{}", ids.alphanumeric(40));
        let expires = later(now, REFRESH_LIFE);
        self.refresh.insert(refresh.clone(), Refresh { merchant, user, expires, family, used: false });
        Issued { access, refresh: Some(refresh) }
    }

    fn issue_access(
        &mut self,
        merchant: usize,
        holder: Holder,
        family: u64,
        ids: &mut Ids,
        now: Timestamp,
    ) -> String {
        let token = format!("sandbox_token_{}", ids.alphanumeric(40));
        let expires = later(now, ACCESS_LIFE);
        self.access.insert(token.clone(), Access { merchant, holder, expires, family });
        token
    }

    fn revoke(&mut self, family: u64) {
        self.access.retain(|_, access| access.family != family);
        self.refresh
            .values_mut()
            .filter(|refresh| refresh.family == family)
            .for_each(|refresh| refresh.used = true);
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}
