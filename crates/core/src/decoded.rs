//! A typed answer whose type is not known: what other languages build their own objects from.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::secret::{Body, exposed, wire_json};
use crate::{Error, ErrorKind};

/// What a good answer of any operation holds.
pub struct Decoded(Box<dyn erased_serde::Serialize + Send>);

impl Decoded {
    pub(crate) fn new(answer: impl Serialize + Send + 'static) -> Self {
        Self(Box::new(answer))
    }

    /// Hands the answer to `serializer`: times in ISO-8601, amounts as strings, open values as text. **Card numbers
    /// that it holds are in it**: they are what the caller asked for.
    pub fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        exposed(|| erased_serde::serialize(&*self.0, serializer))
    }

    /// The answer as JSON, written as by [`Decoded::write`].
    pub fn to_json(&self) -> Result<Body, Error> {
        wire_json(&self.0).map_err(|_| Error::new(ErrorKind::Internal, "the answer cannot be encoded"))
    }
}

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decoded")
    }
}
