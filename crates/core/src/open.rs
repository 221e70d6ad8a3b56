//! Value sets that a gateway may extend: unknown values decode, keep their text and print it back.

/// Declares an open value set: an enum with one variant per known value and `Other` for the rest. A value that is also
/// spelled in other ways has those after a `|`; it is written in the first.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$vmeta:meta])* $variant:ident = $text:literal $( | $alias:literal )* ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        ///
        /// An open set: a value that is not listed decodes as `Other` and keeps its text.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $( #[doc = concat!("`", $text, "`")] $(#[$vmeta])* $variant, )+
            /// A value that this version does not know.
            Other(String),
        }

        impl $name {
            /// The values known to this version, as the gateway writes them.
            pub const KNOWN: &'static [&'static str] = &[$($text),+];

            /// The value as the gateway writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text $( | $alias )* => Self::$variant, )+
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::json::Shaped for $name {
            const SHAPE: $crate::json::Shape = $crate::json::Shape::Text;
        }

        impl $crate::json::Blank for $name {
            fn blank() -> Self {
                Self::Other(String::new())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::json::visit_str(deserializer, |text| Self::from(text))
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "x-open-enum": Self::KNOWN })
            }
        }
    };
}

pub(crate) use open_enum;
