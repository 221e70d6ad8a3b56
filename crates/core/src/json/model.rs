//! Parameters and answers field by field. What `serde` derives for reading a struct is a few kilobytes of code each;
//! `#[derive(Model)]` leaves one short call per field, and everything else stands here, once.

use serde::de::Deserializer;

use super::deserializer::text;
use super::read_error::{ReadError, here};
use super::value::Value;

/// A struct whose fields can be filled one after the other: [`kaikei_derive::Model`].
pub trait Model: Fill + Sized {
    /// How an error calls it.
    const NAME: &'static str;
    /// Whether fields that it has not are an error.
    const CLOSED: bool;
    /// A value whose required fields mean nothing yet.
    fn blank() -> Self;
}

/// The part of [`Model`] that is called without knowing the type.
pub trait Fill {
    /// Offers every field to `member`, in their order.
    fn fill<'a>(&mut self, member: &mut Member<'a>);
}

/// What stands in a field until it is read.
pub trait Blank {
    /// A value that is overwritten before anybody sees it.
    fn blank() -> Self;
}

macro_rules! blank_is_default {
    ($( $type:ty ),+) => { $(
        impl Blank for $type {
            fn blank() -> Self {
                Self::default()
            }
        }
    )+ };
}
blank_is_default!(String, u8, u16, u32, u64, super::JsonObject);

impl<T> Blank for Option<T> {
    fn blank() -> Self {
        None
    }
}

impl<T> Blank for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
}

/// One member of a JSON object looking for its field; without a member, the search for fields that are missing.
pub struct Member<'a> {
    whole: Value<'a>,
    given: Option<(&'a str, Value<'a>)>,
    /// The fields found by the members before it.
    seen: u64,
    /// The field that is offered, as a bit.
    field: u64,
    required: bool,
    alias: Option<&'static str>,
    found: bool,
    error: Option<ReadError>,
}

impl<'a> Member<'a> {
    fn new(whole: Value<'a>, given: Option<(&'a str, Value<'a>)>, seen: u64) -> Self {
        Self { whole, given, seen, field: 1, required: false, alias: None, found: false, error: None }
    }

    /// The field that comes next must be given.
    pub fn required(&mut self) -> &mut Self {
        self.required = true;
        self
    }

    /// The field that comes next has another name too.
    pub fn alias(&mut self, name: &'static str) -> &mut Self {
        self.alias = Some(name);
        self
    }

    /// A field: fills it if this is its member.
    #[inline(never)]
    pub fn field<T>(
        &mut self,
        name: &'static str,
        field: &mut T,
        read: fn(Value<'a>) -> Result<T, ReadError>,
    ) {
        if let Some(value) = self.offer(name) {
            match read(value) {
                Ok(value) => *field = value,
                Err(error) => self.error = Some(error.inside(name, value)),
            }
        }
    }

    /// A field that is no member, but is read from all of them.
    pub fn of_whole<T>(&mut self, field: &mut T, read: fn(Value<'a>) -> T) {
        if self.given.is_none() && self.error.is_none() {
            *field = read(self.whole);
        }
    }

    fn offer(&mut self, name: &'static str) -> Option<Value<'a>> {
        let field = self.field;
        self.field <<= 1;
        if self.found {
            return None;
        }
        let (required, alias) = (std::mem::take(&mut self.required), self.alias.take());
        match self.given {
            None if required && self.seen & field == 0 && self.error.is_none() => {
                self.error = Some(ReadError::data("missing field", name));
            }
            Some((given, value)) if given == name || alias == Some(given) => {
                self.found = true;
                if self.seen & field == 0 {
                    self.seen |= field;
                    return Some(value);
                }
                self.error = Some(ReadError::data("duplicate field", name));
            }
            _ => {}
        }
        None
    }
}

/// Reads a model from any deserializer that knows its text.
pub fn model<'de, D: Deserializer<'de>, T: Model>(deserializer: D) -> Result<T, D::Error> {
    let mut model = T::blank();
    match read_into(&mut model, deserializer, T::NAME, T::CLOSED) {
        None => Ok(model),
        Some(error) => Err(error),
    }
}

/// What is wrong, if anything.
#[inline(never)]
fn read_into<'de, D: Deserializer<'de>>(
    model: &mut dyn Fill,
    deserializer: D,
    name: &'static str,
    closed: bool,
) -> Option<D::Error> {
    match text(deserializer) {
        Ok(text) => fill(model, Value::known(&text), name, closed).err().map(|error| here(&error)),
        Err(error) => Some(error),
    }
}

fn fill(model: &mut dyn Fill, value: Value<'_>, name: &'static str, closed: bool) -> Result<(), ReadError> {
    let whole = value;
    // PHP writes an object without members as a list.
    if value.first() != b'{' && !(value.first() == b'[' && value.parts().next().is_none()) {
        return Err(ReadError::expected(&name));
    }
    let (mut parts, mut seen) = (value.parts(), 0);
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        let name = name.string()?;
        let mut member = Member::new(whole, Some((&name, value)), seen);
        model.fill(&mut member);
        if let Some(error) = member.error {
            return Err(error);
        }
        if closed && !member.found {
            return Err(ReadError::data("unknown field", &name));
        }
        seen = member.seen;
    }
    let mut missing = Member::new(whole, None, seen);
    model.fill(&mut missing);
    missing.error.map_or(Ok(()), Err)
}
