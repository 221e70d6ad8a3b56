//! How an answer is declared.

/// Declares parts of answers: what is `as "lenient"` may be missing, and is none if it cannot be read.
macro_rules! answer {
    ($( $(#[$meta:meta])* $name:ident {
        $( $(#[$of:meta])* $field:ident : $type:ident $(<$inner:ty>)? $(as $how:literal)? ),+ $(,)?
    } )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Serialize, kaikei_derive::Model, kaikei_derive::Shaped)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[$of])* $(#[serde(default, deserialize_with = $how)])? pub $field: $type $(<$inner>)?, )+
        }
    )+ };
}

pub(super) use answer;
