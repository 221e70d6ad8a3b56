//! What an application brings of its own: an HTTP client, a token store. They run in JavaScript.

use std::sync::Arc;

use kaikei::{HttpResponse, Phase, Sent, TransportFailure};
use kaikei_host::{Ask, Desk, Reply};
use napi_derive::napi;
use zeroize::Zeroizing;

use crate::bridge::Bridge;
use crate::event::Event;

/// Takes JavaScript's answers to the questions that came under this number.
#[napi]
pub struct NativeHooks {
    pub(crate) desk: Desk,
}

#[napi]
impl NativeHooks {
    /// Questions come as events with `number`.
    #[napi(constructor)]
    pub fn new(bridge: &Bridge, number: u32) -> Self {
        let shared = Arc::downgrade(&bridge.shared);
        let desk = Desk::new(move |ask| {
            let Some(shared) = shared.upgrade() else { return };
            shared.post(match ask {
                Ask::Send(ticket, request) => Event::Send(number, ticket as i64, Box::new(request)),
                Ask::Save(ticket, tokens) => Event::Save(number, ticket as i64, Box::new(tokens)),
                Ask::Abandon(ticket) => Event::Abandon(number, ticket as i64),
            });
        });
        Self { desk }
    }

    /// The answer to a request.
    #[napi]
    pub fn answer(&self, ticket: i64, status: u16, headers: Vec<(String, String)>, body: &[u8]) {
        let body = Zeroizing::new(body.to_vec());
        self.desk.reply(ticket as u64, Reply::Answer(HttpResponse { status, headers, body }));
    }

    /// A request brought no answer. What is not certain about `sent` is "maybe".
    #[napi]
    pub fn fail(&self, ticket: i64, phase: String, sent: String, message: String) {
        let phase = Phase::from_name(&phase).unwrap_or(Phase::Send);
        let sent = Sent::from_name(&sent).unwrap_or(Sent::Maybe);
        self.desk.reply(ticket as u64, Reply::Failure(TransportFailure { phase, sent, message }));
    }

    /// The token store has the tokens, or says why not.
    #[napi]
    pub fn saved(&self, ticket: i64, error: Option<String>) {
        self.desk.reply(ticket as u64, Reply::Saved(error.map_or(Ok(()), Err)));
    }
}
