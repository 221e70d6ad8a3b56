//! Answers with their JSON beside them.

use std::fmt;
use std::ops::Deref;

use serde_json::value::RawValue;
use zeroize::Zeroize;

use crate::engine::{HttpResponse, header, request_id};
use crate::{Error, ErrorKind, Operation};

/// JSON text exactly as the gateway sent it. It may hold personal data, so it prints only its length.
#[derive(Clone)]
pub struct Raw {
    text: String,
    /// An answer may hold a card number. A webhook holds none, and its sender's copy is not wiped either.
    wiped: bool,
}

impl Raw {
    /// Keeps `bytes`, and wipes them from memory when dropped; anything that is not UTF-8 is replaced by U+FFFD.
    pub fn new(bytes: &[u8]) -> Self {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(bytes).into_owned(),
        };
        Self { text, wiped: true }
    }
    pub(crate) fn of_webhook(text: &str) -> Self {
        Self { text: text.to_owned(), wiped: false }
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        if self.wiped {
            self.text.zeroize();
        }
    }
}

impl PartialEq for Raw {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Raw {}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.text.len())
    }
}

/// A typed answer, which it dereferences to, with the whole JSON it was read from and its HTTP status and headers.
#[derive(Clone)]
pub struct Reply<T> {
    value: T,
    raw: Raw,
    http_status: u16,
    headers: Vec<(String, String)>,
}

impl<T> Reply<T> {
    /// Reads the answer of `O`. An error is of kind `invalid_response`.
    pub fn decode<O: Operation<Answer = T>>(answer: HttpResponse) -> Result<Self, (Error, HttpResponse)> {
        match O::decode(&answer.body) {
            Ok(value) => {
                let HttpResponse { status: http_status, headers, body } = answer;
                Ok(Self { value, raw: Raw::new(&body), http_status, headers })
            }
            Err(error) => Err((error, answer)),
        }
    }
    /// Everything the gateway sent, unknown fields included.
    pub fn raw(&self) -> &Raw {
        &self.raw
    }
    /// The answer's HTTP status.
    pub fn http_status(&self) -> u16 {
        self.http_status
    }
    /// The answer's first header called `name`, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
    /// The gateway's id of the request, when it sends one; quote it to the gateway's support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
    /// The typed answer alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Reply<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// The value inside `{"data": …}`, or the whole text when there is no such object or list.
pub(crate) fn unwrap_data(bytes: &[u8]) -> &[u8] {
    #[derive(serde::Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        data: &'a RawValue,
    }
    match serde_json::from_slice::<Envelope<'_>>(bytes) {
        Ok(envelope) if envelope.data.get().starts_with(['{', '[']) => envelope.data.get().as_bytes(),
        _ => bytes,
    }
}

/// `serde_json::from_slice`, which checks each string for UTF-8 by itself: checking all of them at once is faster.
pub(super) fn from_bytes<'de, T: serde::Deserialize<'de>>(bytes: &'de [u8]) -> serde_json::Result<T> {
    match std::str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(bytes),
    }
}

/// Reads `bytes` as `T`; an error says where, and never what.
pub(crate) fn read<'de, T: serde::Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    from_bytes(bytes).map_err(|e| {
        Error::new(
            ErrorKind::InvalidResponse,
            format!("the answer is not the documented JSON: {}", describe(&e)),
        )
    })
}

/// What serde_json says, without the value it may quote.
pub(crate) fn describe(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Data => "a value has another type than documented",
        Category::Eof => "it ends too early",
        Category::Syntax | Category::Io => "it is not JSON",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}
