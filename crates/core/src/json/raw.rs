//! Answers with their JSON beside them.

use std::fmt;
use std::ops::Deref;

use zeroize::Zeroize;

use super::read_error::ReadError;
use super::shape::{Shape, Spelled};
use super::shape_check::check;
use super::value::Value;
use crate::engine::{HttpResponse, IdempotencyStatus, header, request_id};
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
    /// What became of the request's idempotency key, when the gateway says so.
    pub fn idempotency_status(&self) -> Option<IdempotencyStatus> {
        IdempotencyStatus::of(&self.headers)
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

/// Reads `bytes` as `T`; an error says where, and never what.
pub(crate) fn read<'de, T: serde::Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    T::deserialize(documented(bytes)?).map_err(|error| misread(bytes, &error))
}

/// As [`read`], of the value inside `{"data": …}` if that begins with one of `brackets`.
pub(crate) fn read_data<'de, T: serde::Deserialize<'de>>(
    bytes: &'de [u8],
    brackets: &[u8],
) -> Result<T, Error> {
    let whole = documented(bytes)?;
    let data = whole.member("data").filter(|data| brackets.contains(&data.first()));
    T::deserialize(data.unwrap_or(whole)).map_err(|error| misread(bytes, &error))
}

/// Where in `bytes` the value stands that is of `shape`: the whole, or what [`read_data`] would read.
pub(crate) struct Found(pub(crate) std::ops::Range<usize>);

impl Found {
    pub(crate) fn of(bytes: &[u8], shape: &Shape, brackets: &[u8]) -> Result<Self, Error> {
        let whole = documented(bytes)?;
        let data = if brackets.is_empty() { None } else { whole.member("data") };
        let value = data.filter(|data| brackets.contains(&data.first())).unwrap_or(whole);
        check(value, shape, &Spelled::new()).map_err(|error| misread(bytes, &error))?;
        // `whole` begins where white space ends.
        let indent = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let start = indent + value.start();
        Ok(Self(start..start + value.text().len()))
    }
}

/// The text that [`read_data`] reads.
pub(crate) fn unwrap_data(bytes: &[u8]) -> &[u8] {
    let data = Value::parse(bytes).ok().and_then(|whole| whole.member("data"));
    data.filter(|data| b"{[".contains(&data.first())).map_or(bytes, |data| data.text().as_bytes())
}

fn documented(bytes: &[u8]) -> Result<Value<'_>, Error> {
    Value::parse(bytes).map_err(|error| undocumented(&describe(&error)))
}

fn misread(bytes: &[u8], error: &ReadError) -> Error {
    let before = bytes.get(..error.at()).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    undocumented(&format!("a value has another type than documented (line {line}, column {column})"))
}

fn undocumented(what: &str) -> Error {
    Error::new(ErrorKind::InvalidResponse, format!("the answer is not the documented JSON: {what}"))
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
