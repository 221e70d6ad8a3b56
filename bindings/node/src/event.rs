//! What waits for JavaScript's event loop.

use kaikei::Error;
use kaikei::engine::HttpRequest;
use kaikei::ito::{Confirmation, TokenSet};
use napi::bindgen_prelude::{BufferSlice, Either7};
use napi::{Env, JsString};

use crate::answer::Answer;
use crate::client::NativeClient;
use crate::failure::Failure;
use crate::login::NativeTokens;

/// The number of a call that JavaScript waits for.
pub type CallId = i64;

/// One thing for JavaScript to see to.
pub(crate) enum Event {
    Answered(CallId, Box<Answer>),
    Failed(CallId, Error),
    /// A login ended with a client that acts for the user.
    LoggedIn(CallId, Box<NativeClient>),
    Confirmed(CallId, Confirmation),
    /// Send this with the application's own HTTP client: the hooks' number, a ticket, the request.
    Send(u32, i64, Box<HttpRequest>),
    /// Hand these to the application's token store.
    Save(u32, i64, Box<TokenSet>),
    /// Nobody waits for this ticket any more.
    Abandon(u32, i64),
}

/// As JavaScript reads it: arrays that begin with a number, in the order of `Event`. `node/src/native.ts` is the
/// other half.
pub type EventValue<'env> = Either7<
    (u32, CallId, JsString<'env>, JsString<'env>, u32, u32, String, Option<String>),
    (u32, CallId, Failure),
    (u32, CallId, NativeClient),
    (u32, CallId, &'static str, Option<&'static str>, Option<Failure>),
    (u32, u32, i64, &'static str, String, String, BufferSlice<'env>, u32),
    (u32, u32, i64, NativeTokens),
    (u32, u32, i64),
>;

impl Event {
    pub(crate) fn into_value(self, env: &Env) -> napi::Result<EventValue<'_>> {
        Ok(match self {
            Self::Answered(id, answer) => Either7::A((
                0,
                id,
                env.create_string(answer.json.as_str())?,
                env.create_string(answer.raw.as_str())?,
                u32::from(answer.http_status),
                answer.retries,
                answer.headers,
                answer.request_id,
            )),
            Self::Failed(id, error) => Either7::B((1, id, Failure::from(&error))),
            Self::LoggedIn(id, client) => Either7::C((2, id, *client)),
            Self::Confirmed(id, confirmation) => {
                let (field, failure) = match &confirmation {
                    Confirmation::Mismatch { field } => (Some(*field), None),
                    Confirmation::Unknown(error) => (None, Some(Failure::from(error))),
                    Confirmation::Confirmed | Confirmation::NotFound => (None, None),
                };
                Either7::D((3, id, confirmation.as_str(), field, failure))
            }
            Self::Send(hooks, ticket, request) => {
                // Pairs of text: they cannot fail to serialize.
                let headers: Vec<_> =
                    request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                Either7::E((
                    4,
                    hooks,
                    ticket,
                    request.method.as_str(),
                    serde_json::to_string(&headers).unwrap_or_default(),
                    request.url,
                    BufferSlice::copy_from(env, request.body.as_ref())?,
                    u32::try_from(request.max_answer).unwrap_or(u32::MAX),
                ))
            }
            Self::Save(hooks, ticket, tokens) => Either7::F((5, hooks, ticket, NativeTokens::from(*tokens))),
            Self::Abandon(hooks, ticket) => Either7::G((6, hooks, ticket)),
        })
    }
}
