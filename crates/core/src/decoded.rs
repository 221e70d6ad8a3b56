//! A typed answer whose type is not known: what other languages build their own objects from.

use std::fmt;
use std::ops::Range;

use serde::{Serialize, Serializer};

use crate::json::{Found, Shape, Shown, Spelled, Value};
use crate::secret::{Body, exposed};
use crate::{Error, ErrorKind};

/// What a good answer of any operation holds.
pub struct Decoded {
    /// A text that was checked,
    json: Body,
    /// and the part of it that is
    part: Range<usize>,
    /// of this shape.
    shape: &'static Shape,
}

impl Decoded {
    /// Checks an answer, or what stands in its member `data` if that begins with one of `brackets`.
    pub(crate) fn of_shape(bytes: &Body, shape: &'static Shape, brackets: &[u8]) -> Result<Self, Error> {
        let Found(part) = Found::of(bytes, shape, brackets)?;
        Ok(Self { json: Body::clone(bytes), part, shape })
    }

    /// What this library wrote itself.
    pub(crate) fn of_own(json: Body, shape: &'static Shape) -> Self {
        Self { part: 0..json.len(), json, shape }
    }

    /// Hands the answer to `serializer`: times in ISO-8601, amounts as strings, open values as text. **Card numbers
    /// that it holds are in it**: they are what the caller asked for.
    pub fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let part = self.json.get(self.part.clone()).and_then(|part| std::str::from_utf8(part).ok());
        let (value, spelled) = (Value::known(part.unwrap_or("null")), &Spelled::new());
        exposed(|| Shown { value, shape: self.shape, spelled }.serialize(serializer))
    }

    /// The answer as JSON, written as by [`Decoded::write`].
    pub fn to_json(&self) -> Result<Body, Error> {
        // Room for the largest usual answer, so that growing does not leave card data behind in freed memory.
        let mut out = Body::new(Vec::with_capacity(4096));
        self.write(&mut serde_json::Serializer::new(&mut *out))
            .map_err(|_| Error::new(ErrorKind::Internal, "the answer cannot be encoded"))?;
        Ok(out)
    }
}

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decoded")
    }
}
