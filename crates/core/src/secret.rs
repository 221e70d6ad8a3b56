//! Values that never print: [`Secret`], and the single door through which secrets reach the wire.

use std::cell::Cell;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::json::Blank;

/// What a secret prints, in every language.
pub const MASK: &str = "[secret]";

/// A request's or answer's bytes, wiped from memory when dropped: they may hold card data.
pub type Body = Zeroizing<Vec<u8>>;

/// A key, a token or a password. `Debug`, `Display` and `Serialize` show a mask; the memory is wiped on drop.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes ownership of a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }
    /// The secret itself. Look at each caller of this function when reviewing for leaks.
    pub fn expose(&self) -> &str {
        &self.0
    }
    /// Whether the secret is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}
impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self::new(secret)
    }
}
impl Blank for Secret {
    fn blank() -> Self {
        Self::new(String::new())
    }
}
impl PartialEq for Secret {
    /// Takes the same time wherever the two differ.
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}
impl Eq for Secret {}
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}
impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if exposing() { self.expose() } else { MASK })
    }
}
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Secret {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "secret", "writeOnly": true })
    }
}

thread_local! {
    /// Set only while [`exposed`] runs, so that `Serialize` of a secret means a mask everywhere else.
    static EXPOSING: Cell<bool> = const { Cell::new(false) };
}

/// Whether the value now being serialized goes into a request.
pub(crate) fn exposing() -> bool {
    EXPOSING.get()
}

/// JSON for the wire: secrets are in it.
pub(crate) fn wire_json<T: Serialize + ?Sized>(value: &T) -> Result<Body, serde_json::Error> {
    // Room for the largest usual request, so that growing does not leave card data behind in freed memory.
    let mut out = Zeroizing::new(Vec::with_capacity(4096));
    exposed(|| serde_json::to_writer(&mut *out, value))?;
    Ok(out)
}

/// The one door: while `serialize` runs on this thread, secrets serialize as they are.
pub(crate) fn exposed<T>(serialize: impl FnOnce() -> T) -> T {
    struct Restored(bool);
    impl Drop for Restored {
        fn drop(&mut self) {
            EXPOSING.set(self.0);
        }
    }
    let _restored = Restored(EXPOSING.replace(true));
    serialize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_serializes_a_mask() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret} {secret:?}"), "[secret] [secret]");
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""[secret]""#);
        assert_eq!(wire_json(&secret).unwrap().as_slice(), br#""hunter2""#);
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""[secret]""#, "the door closes again");
    }
}
