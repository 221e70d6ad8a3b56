//! An answer on its way to JavaScript, written on the thread that received it.

use kaikei::engine::HttpResponse;
use kaikei::{Answered, Error};
use zeroize::Zeroizing;

use crate::camel::CamelCase;
use crate::failure::fault;

pub(crate) struct Answer {
    /// The typed answer, its fields in camel case.
    pub(crate) json: Zeroizing<String>,
    /// The body as received.
    pub(crate) raw: Zeroizing<String>,
    pub(crate) http_status: u16,
    /// A JSON list of names and values.
    pub(crate) headers: String,
    pub(crate) request_id: Option<String>,
    pub(crate) retries: u32,
}

impl Answer {
    pub(crate) fn of(answered: Answered) -> Result<Self, Error> {
        let Answered { value, answer, retries } = answered;
        let request_id = answer.request_id().map(str::to_owned);
        let HttpResponse { status: http_status, headers, body } = answer;
        // Room for the whole answer, so that growing does not leave card data behind in freed memory.
        let mut json = Zeroizing::new(Vec::with_capacity(2 * body.len() + 1024));
        value
            .write(CamelCase(&mut serde_json::Serializer::new(&mut *json)))
            .map_err(|_: serde_json::Error| fault())?;
        Ok(Self {
            json: text(json),
            raw: text(body),
            http_status,
            headers: serde_json::to_string(&headers).map_err(|_| fault())?,
            request_id,
            retries,
        })
    }
}

/// Without a copy, which would have to be wiped too.
fn text(mut bytes: Zeroizing<Vec<u8>>) -> Zeroizing<String> {
    Zeroizing::new(String::from_utf8(std::mem::take(&mut *bytes)).unwrap_or_else(|error| {
        let bytes = Zeroizing::new(error.into_bytes());
        String::from_utf8_lossy(&bytes).into_owned()
    }))
}
