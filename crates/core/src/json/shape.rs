//! Types as data. A language that knows types by name reads and writes them by their shapes, one walk for all of them,
//! where code of their own would be kilobytes for each: docs/decisions/0022-shapes.md.

use std::cell::OnceCell;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::read_error::ReadError;
use super::value::{Members, Value};
use crate::secret::wire_json;

/// How a type stands in JSON.
pub enum Shape {
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// A whole number from 0 to this.
    Whole(u64),
    /// A whole number that may be negative.
    Signed,
    /// An instant.
    Time,
    /// An object with any members.
    Object,
    /// A list.
    List(&'static Shape),
    /// A struct.
    Model(&'static ModelShape),
    /// A list that is the one field of a struct.
    Bare(&'static BareShape),
    /// Any JSON, as it is.
    Raw,
    /// What only the code of its type can read. It is written as the JSON that comes of it.
    Exact(Read),
}

/// A list that is the one field of a struct.
pub struct BareShape {
    /// The struct's name.
    pub name: &'static str,
    /// The field's name.
    pub field: &'static str,
    /// The list.
    pub list: Shape,
}

/// Reads a value by the code of its type, and writes it as JSON again.
pub(crate) type Read = for<'a> fn(Value<'a>) -> Result<Zeroizing<String>, ReadError>;

/// How a struct stands in JSON. Its fields are a text and two bytes each, because a pointer costs 32: its own 8, and 24
/// for the loader that must set it.
pub struct ModelShape {
    /// The struct's name.
    pub name: &'static str,
    /// Whether members that it has not are an error: that of parameters.
    pub closed: bool,
    /// The fields' names, a line each; `name|alias` of one that has two.
    pub names: &'static str,
    /// What each field is, and how it is read.
    pub codes: &'static [Code],
    /// What a code does not say, in the order of the fields that need it.
    pub parts: &'static [Part],
}

/// What a field is, and how it is read.
#[derive(Clone, Copy)]
pub struct Code(Kind, How, Missing);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Bool,
    U8,
    U16,
    U32,
    U64,
    Signed,
    Time,
    Object,
    Part,
}

/// What a field is when [`Code`] does not say it.
#[derive(Clone, Copy)]
pub enum Part {
    /// Of a shape.
    Shape(&'static Shape),
    /// Read from the whole object.
    OfWhole(&'static OfWhole),
    /// One of these, which the text of another member says.
    Beside(&'static Beside),
}

/// A field that is read from the whole object.
pub struct OfWhole {
    /// By this function, which writes it as JSON.
    pub read: for<'a> fn(&Members<'a>) -> Zeroizing<String>,
    /// Of this shape.
    pub shape: &'static Shape,
}

/// A field whose shape another member says.
pub struct Beside {
    /// The other member.
    pub tag: &'static str,
    /// Its values, and what each stands for.
    pub variants: &'static [(&'static str, &'static Shape)],
}

/// What is done about a member that is missing or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is an error.
    Refused,
    /// It is none.
    None,
    /// It is an empty list or object.
    Empty,
}

/// How a member is read: the functions of `lenient.rs`, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As it must be.
    Strict,
    /// `lenient` and `lenient_or_default`: none if it is odd or empty.
    Lenient,
    /// `lenient_list`.
    LenientList,
    /// `lenient_text`.
    LenientText,
    /// `lenient_int`.
    LenientInt,
}

impl Code {
    /// The code of a field.
    pub const fn new(part: Part, how: How, missing: Missing) -> Self {
        let kind = match part {
            Part::Shape(Shape::Text) => Kind::Text,
            Part::Shape(Shape::Bool) => Kind::Bool,
            Part::Shape(Shape::Whole(0xff)) => Kind::U8,
            Part::Shape(Shape::Whole(0xffff)) => Kind::U16,
            Part::Shape(Shape::Whole(0xffff_ffff)) => Kind::U32,
            Part::Shape(Shape::Whole(u64::MAX)) => Kind::U64,
            Part::Shape(Shape::Signed) => Kind::Signed,
            Part::Shape(Shape::Time) => Kind::Time,
            Part::Shape(Shape::Object) => Kind::Object,
            _ => Kind::Part,
        };
        Self(kind, how, missing)
    }

    /// How many of them need a part.
    pub const fn parts(codes: &[Self]) -> usize {
        let (mut count, mut rest) = (0, codes);
        while let [first, others @ ..] = rest {
            if matches!(first.0, Kind::Part) {
                count += 1;
            }
            rest = others;
        }
        count
    }

    /// The parts that are needed, of all fields.
    #[allow(
        clippy::indexing_slicing,
        reason = "evaluated by the compiler alone, which refuses what is out of bounds"
    )]
    pub const fn pick<const N: usize>(codes: &[Self], all: &[Part]) -> [Part; N] {
        let mut picked = [Part::Shape(&Shape::Object); N];
        let (mut at, mut next) = (0, 0);
        while at < codes.len() {
            if matches!(codes[at].0, Kind::Part) {
                picked[next] = all[at];
                next += 1;
            }
            at += 1;
        }
        picked
    }

    const fn leaf(self) -> &'static Shape {
        match self.0 {
            Kind::Text => &Shape::Text,
            Kind::Bool => &Shape::Bool,
            Kind::U8 => &Shape::Whole(0xff),
            Kind::U16 => &Shape::Whole(0xffff),
            Kind::U32 => &Shape::Whole(0xffff_ffff),
            Kind::U64 => &Shape::Whole(u64::MAX),
            Kind::Signed => &Shape::Signed,
            Kind::Time => &Shape::Time,
            Kind::Object | Kind::Part => &Shape::Object,
        }
    }
}

/// The fields of the struct that a shape is, or lists. Spelled out once for all rows of a list.
pub(crate) type Spelled = OnceCell<Vec<MemberShape>>;

/// One field, spelled out.
pub(crate) struct MemberShape {
    pub(super) name: &'static str,
    pub(super) alias: Option<&'static str>,
    pub(super) how: How,
    pub(super) missing: Missing,
    pub(super) part: Part,
    pub(super) inside: Spelled,
}

impl ModelShape {
    pub(super) fn members(&self) -> Vec<MemberShape> {
        let mut parts = self.parts.iter();
        let spell_out = |(names, code): (&'static str, &Code)| {
            let (name, alias) = match names.split_once('|') {
                Some((name, alias)) => (name, Some(alias)),
                None => (names, None),
            };
            let own = (code.0 == Kind::Part).then(|| parts.next()).flatten();
            let part = own.copied().unwrap_or(Part::Shape(code.leaf()));
            MemberShape { name, alias, how: code.1, missing: code.2, part, inside: Spelled::new() }
        };
        self.names.split_terminator('\n').zip(self.codes).map(spell_out).collect()
    }
}

/// A type with a shape: `#[derive(Shaped)]`.
pub trait Shaped {
    /// The shape.
    const SHAPE: Shape;
}

/// A choice between structs that a member beside it decides.
pub trait Variants {
    /// The member's values, and what each stands for.
    const VARIANTS: &'static [(&'static str, &'static Shape)];
}

impl<T: Variants> Variants for Option<T> {
    const VARIANTS: &'static [(&'static str, &'static Shape)] = T::VARIANTS;
}

/// Reads by the code of the type: [`Shape::Exact`].
pub fn exact<T: DeserializeOwned + Serialize>(value: Value<'_>) -> Result<Zeroizing<String>, ReadError> {
    T::deserialize(value).map(|value| written(&value))
}

/// A value as JSON, secrets included: where shapes are written, what a caller gave or asked for is shown.
pub fn written<T: Serialize>(value: &T) -> Zeroizing<String> {
    // Only our own types are written here, and none of them fails.
    let json = wire_json(value).map(|json| String::from_utf8(json.to_vec()).unwrap_or_default());
    Zeroizing::new(json.unwrap_or_else(|_| "null".to_owned()))
}

macro_rules! shaped {
    ($( $type:ty: $shape:expr ),+ $(,)?) => { $(
        impl Shaped for $type {
            const SHAPE: Shape = $shape;
        }
    )+ };
}

shaped! {
    String: Shape::Text,
    bool: Shape::Bool,
    u8: Shape::Whole(u8::MAX as u64),
    u16: Shape::Whole(u16::MAX as u64),
    u32: Shape::Whole(u32::MAX as u64),
    u64: Shape::Whole(u64::MAX),
    i64: Shape::Signed,
    crate::time::Timestamp: Shape::Time,
    super::JsonObject: Shape::Object,
    super::Json: Shape::Raw,
    crate::Secret: Shape::Text,
}

/// Types that only their own code can read.
macro_rules! exact_shape {
    ($( $type:ty ),+) => { $(
        impl $crate::json::Shaped for $type {
            const SHAPE: $crate::json::Shape = $crate::json::Shape::Exact($crate::json::exact::<$type>);
        }
    )+ };
}
pub(crate) use exact_shape;

impl<T: Shaped> Shaped for Option<T> {
    const SHAPE: Shape = T::SHAPE;
}
impl<T: Shaped> Shaped for Box<T> {
    const SHAPE: Shape = T::SHAPE;
}
impl<T: Shaped> Shaped for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}
