//! Strict JSON: no name twice in an object, at most 32 levels deep. Two readers of one message must never see
//! different values.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _};
use serde_json::value::RawValue;

/// Deepest nesting of objects and lists that is read.
pub const MAX_DEPTH: usize = 32;

const DUPLICATE: &str = "kaikei: a field appears twice";
const TOO_DEEP: &str = "kaikei: nested too deep";

/// Why a text is not strict JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StrictError {
    NotJson,
    Duplicate,
    TooDeep,
}

impl StrictError {
    pub(crate) fn of(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        if text.starts_with(DUPLICATE) {
            Self::Duplicate
        } else if text.starts_with(TOO_DEEP) || text.starts_with("recursion limit") {
            Self::TooDeep
        } else {
            Self::NotJson
        }
    }
}

/// Checks a whole text.
pub(crate) fn check_strict(bytes: &[u8]) -> Result<(), StrictError> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Strict { depth: 0 }
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|e| StrictError::of(&e))
}

/// So many names are searched one by one.
const FEW: usize = 32;

/// Names seen in one object: a list while they are few, a set when somebody sends thousands.
#[derive(Default)]
pub(crate) struct NoDuplicates<'a> {
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> NoDuplicates<'a> {
    /// Whether `name` is new.
    #[allow(clippy::ptr_arg, reason = "the set keeps what it can borrow")]
    pub(crate) fn add(&mut self, name: &Cow<'a, str>) -> bool {
        if self.many.is_empty() {
            if self.few.contains(name) {
                return false;
            }
            self.few.push(name.clone());
            if self.few.len() > FEW {
                self.many = self.few.drain(..).collect();
            }
            true
        } else {
            self.many.insert(name.clone())
        }
    }
}

/// Reads any value and keeps nothing. `depth` is the number of objects and lists around it.
#[derive(Clone, Copy)]
pub(crate) struct Strict {
    pub(crate) depth: usize,
}

impl Strict {
    pub(crate) fn duplicate<E: serde::de::Error>() -> E {
        E::custom(DUPLICATE)
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // That it is JSON is checked here, once; a number is not looked into: `1e400` is JSON, though no float.
        let text = <&RawValue>::deserialize(deserializer)?.get();
        Walk { text, containers: Vec::new(), names: Vec::new(), depth: self.depth }
            .run()
            .map_err(D::Error::custom)
    }
}

/// A walk over JSON that is known to be well-formed, once and without recursion: every level that read its values again
/// would read all below it again.
struct Walk<'a> {
    text: &'a str,
    containers: Vec<Container<'a>>,
    /// Names of all open objects, innermost last.
    names: Vec<Cow<'a, str>>,
    depth: usize,
}

/// An open object or list.
struct Container<'a> {
    is_object: bool,
    /// Where its names begin in [`Walk::names`].
    start: usize,
    /// Takes over from the list when somebody sends thousands of names.
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Walk<'a> {
    fn run(mut self) -> Result<(), &'static str> {
        let bytes = self.text.as_bytes();
        let (mut at, mut name_follows) = (0, false);
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' => {
                    let string = self.string(at);
                    at += string.length + 1;
                    if string.escaped || name_follows {
                        let text = string.read()?;
                        if name_follows {
                            self.add(text)?;
                        }
                    }
                    name_follows = false;
                }
                b'{' | b'[' => {
                    if self.depth + self.containers.len() >= MAX_DEPTH {
                        return Err(TOO_DEEP);
                    }
                    name_follows = *byte == b'{';
                    let (is_object, start) = (name_follows, self.names.len());
                    self.containers.push(Container { is_object, start, many: HashSet::new() });
                }
                b'}' | b']' => {
                    if let Some(closed) = self.containers.pop() {
                        self.names.truncate(closed.start);
                    }
                    name_follows = false;
                }
                b',' => name_follows = self.containers.last().is_some_and(|container| container.is_object),
                _ => {}
            }
        }
        Ok(())
    }

    /// The string whose content begins at `start`.
    fn string(&self, start: usize) -> Quoted<'a> {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let (mut length, mut escaped) = (0, false);
        while let Some(byte) = rest.get(length) {
            match byte {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    length += 2;
                }
                _ => length += 1,
            }
        }
        // Quotes are ASCII: these are the ends of characters.
        let quoted = self.text.get(start - 1..=start + length).unwrap_or_default();
        Quoted { quoted, length, escaped }
    }

    fn add(&mut self, name: Cow<'a, str>) -> Result<(), &'static str> {
        let Some(container) = self.containers.last_mut() else { return Ok(()) };
        let few = self.names.get(container.start..).unwrap_or_default();
        let is_new = if container.many.is_empty() {
            let is_new = !few.contains(&name);
            self.names.push(name);
            if is_new && self.names.len() - container.start > FEW {
                container.many = self.names.drain(container.start..).collect();
            }
            is_new
        } else {
            container.many.insert(name)
        };
        if is_new { Ok(()) } else { Err(DUPLICATE) }
    }
}

/// A string as it stands in the text, quotes included.
struct Quoted<'a> {
    quoted: &'a str,
    length: usize,
    escaped: bool,
}

impl<'a> Quoted<'a> {
    fn read(&self) -> Result<Cow<'a, str>, &'static str> {
        if self.escaped {
            // An escape may be half of a character: such a text is refused.
            return serde_json::from_str(self.quoted).map(Cow::Owned).map_err(|_| "a string is no text");
        }
        Ok(Cow::Borrowed(self.quoted.get(1..self.length + 1).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_once_at_every_level() {
        assert_eq!(check_strict(br#"{"a":1,"b":[{"a":2}]}"#), Ok(()));
        assert_eq!(check_strict(br#"{"a":1,"a":1}"#), Err(StrictError::Duplicate));
        assert_eq!(check_strict(br#"{"a":1,"\u0061":2}"#), Err(StrictError::Duplicate));
        assert_eq!(check_strict(br#"{"x":[{"a":1,"b":2,"a":3}]}"#), Err(StrictError::Duplicate));
        let many: Vec<String> = (0..5000).map(|n| format!("\"k{n}\":0")).collect();
        assert_eq!(check_strict(format!("{{{}}}", many.join(",")).as_bytes()), Ok(()));
        let twice = format!("{{{},\"k77\":1}}", many.join(","));
        assert_eq!(check_strict(twice.as_bytes()), Err(StrictError::Duplicate));
    }

    #[test]
    fn depth_32_and_no_more() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(check_strict(nested(32).as_bytes()), Ok(()));
        assert_eq!(check_strict(nested(33).as_bytes()), Err(StrictError::TooDeep));
        assert_eq!(check_strict(nested(100_000).as_bytes()), Err(StrictError::TooDeep));
    }

    #[test]
    fn json_and_nothing_after_it() {
        for bad in ["", "{", "{}x", "{\"a\":1,}", "nul", "\u{feff}{}", "{\"a\":01}"] {
            assert_eq!(check_strict(bad.as_bytes()), Err(StrictError::NotJson), "{bad}");
        }
        assert_eq!(check_strict(b"\xff"), Err(StrictError::NotJson));
        assert_eq!(check_strict(b" {\"a\":1e400} "), Ok(()), "numbers are not judged here");
    }

    /// A value as it will be written: names may repeat.
    #[derive(Clone, Debug)]
    enum Tree {
        Leaf(&'static str),
        List(Vec<Tree>),
        Object(Vec<(&'static str, Tree)>),
    }

    impl Tree {
        fn write(&self, out: &mut String) {
            let separated = |out: &mut String, at: usize| out.push_str(if at > 0 { " ,\n" } else { "" });
            match self {
                Self::Leaf(text) => out.push_str(text),
                Self::List(items) => {
                    out.push('[');
                    for (at, item) in items.iter().enumerate() {
                        separated(out, at);
                        item.write(out);
                    }
                    out.push(']');
                }
                Self::Object(members) => {
                    out.push('{');
                    for (at, (name, value)) in members.iter().enumerate() {
                        separated(out, at);
                        out.push_str(&format!("\"{name}\" : "));
                        value.write(out);
                    }
                    out.push('}');
                }
            }
        }

        fn repeats_a_name(&self) -> bool {
            match self {
                Self::Leaf(_) => false,
                Self::List(items) => items.iter().any(Self::repeats_a_name),
                Self::Object(members) => {
                    let read = |name: &str| name.replace("\\u0061", "a").replace("\\\"", "\"");
                    let names: HashSet<_> = members.iter().map(|(name, _)| read(name)).collect();
                    names.len() < members.len() || members.iter().any(|(_, value)| value.repeats_a_name())
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn a_repeated_name_is_found_wherever_it_is(tree in tree()) {
            let mut text = String::new();
            tree.write(&mut text);
            let expected = if tree.repeats_a_name() { Err(StrictError::Duplicate) } else { Ok(()) };
            proptest::prop_assert_eq!(check_strict(text.as_bytes()), expected, "{}", text);
        }
    }

    fn tree() -> impl proptest::strategy::Strategy<Value = Tree> {
        use proptest::collection::vec;
        use proptest::prelude::*;
        let name = prop::sample::select(vec!["a", "\\u0061", "b", "c", "", "}", "\\\"", "{\\\"a"]);
        let leaf = prop::sample::select(vec![
            "1",
            "-0.5e9",
            "true",
            "null",
            r#""x""#,
            r#""a\"b""#,
            r#""\\""#,
            r#""{""#,
            r#""],[""#,
            r#"",\"a\":""#,
            "[]",
            "{}",
        ]);
        leaf.prop_map(Tree::Leaf).prop_recursive(5, 48, 6, move |inner| {
            prop_oneof![
                vec(inner.clone(), 0..5).prop_map(Tree::List),
                vec((name.clone(), inner), 0..5).prop_map(Tree::Object),
            ]
        })
    }
}
