//! A value written by its shape, as the code of the type would write what it has read.

use std::borrow::Cow;

use serde::Deserialize;
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde_json::value::RawValue;

use super::shape::{Beside, How, MemberShape, Missing, ModelShape, OfWhole, Part, Shape, Spelled};
use super::shape_check::{check, find_from, is_empty};
use super::value::{Members, Value};
use crate::time::Timestamp;

/// A value that was checked.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) value: Value<'a>,
    pub(crate) shape: &'a Shape,
    pub(crate) spelled: &'a Spelled,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { value, shape, spelled } = *self;
        let wrong = || S::Error::custom("a value is not of its shape");
        match shape {
            Shape::Text => serializer.serialize_str(&value.string().map_err(|_| wrong())?),
            Shape::Bool => serializer.serialize_bool(value.first() == b't'),
            Shape::Whole(_) => serializer.serialize_u64(value.text().parse().map_err(|_| wrong())?),
            Shape::Signed => serializer.serialize_i64(value.text().parse().map_err(|_| wrong())?),
            Shape::Time => Timestamp::deserialize(value).map_err(|_| wrong())?.serialize(serializer),
            Shape::Object => {
                super::JsonObject::deserialize(value).map_err(|_| wrong())?.serialize(serializer)
            }
            Shape::Raw => raw(value, serializer),
            Shape::Exact(read) => {
                let json = read(value).map_err(|_| wrong())?;
                let value = Value::known(&json);
                if value.first() == b'"' {
                    Shown { value, shape: &Shape::Text, spelled }.serialize(serializer)
                } else {
                    raw(value, serializer)
                }
            }
            Shape::List(item) => {
                let mut list = serializer.serialize_seq(None)?;
                for value in value.parts() {
                    list.serialize_element(&Shown { value, shape: item, spelled })?;
                }
                list.end()
            }
            Shape::Model(model) => write_model(value, model, spelled, serializer),
            Shape::Bare(bare) => {
                let mut out = serializer.serialize_struct(bare.name, 1)?;
                out.serialize_field(bare.field, &Shown { value, shape: &bare.list, spelled })?;
                out.end()
            }
        }
    }
}

fn write_model<S: Serializer>(
    value: Value<'_>,
    model: &ModelShape,
    spelled: &Spelled,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (whole, members) = (&Members::of(value), spelled.get_or_init(|| model.members()));
    let mut out = serializer.serialize_struct(model.name, members.len())?;
    let mut likely = 0;
    for member in members {
        let mut value = None;
        if let Some((at, (_, given))) = find_from(likely, &whole.given, |(name, _)| member.is_called(name)) {
            likely = at + 1;
            value = Some(*given).filter(|value| value.first() != b'n');
        }
        // Parameters leave out what is not given.
        if model.closed && value.is_none() {
            out.skip_field(member.name)?;
        } else {
            out.serialize_field(member.name, &ShownMember { whole, member, value })?;
        }
    }
    out.end()
}

struct ShownMember<'a> {
    whole: &'a Members<'a>,
    member: &'a MemberShape,
    /// What is given, unless it is null.
    value: Option<Value<'a>>,
}

impl Serialize for ShownMember<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (value, spelled) = (self.value, &self.member.inside);
        let shape = match self.member.part {
            Part::Shape(shape) => shape,
            Part::OfWhole(OfWhole { read, shape }) => {
                let json = read(self.whole);
                let value = Value::known(&json);
                return match value.first() {
                    b'n' => serializer.serialize_none(),
                    _ => Shown { value, shape, spelled }.serialize(serializer),
                };
            }
            Part::Beside(beside) => return self.write_beside(beside, serializer),
        };
        let good = |value: &Value<'_>| check(*value, shape, spelled).is_ok();
        let found = match self.member.how {
            How::Strict => value,
            How::Lenient => value.filter(|value| !is_empty(*value)).filter(good),
            How::LenientList => value.filter(good),
            How::LenientText => match value {
                Some(value) if matches!(value.first(), b'-' | b'0'..=b'9') => {
                    return serializer.serialize_str(value.text());
                }
                value => value.filter(good),
            },
            How::LenientInt => return write_int(value, shape, serializer),
        };
        match (found, self.member.missing, shape) {
            (Some(value), ..) => Shown { value, shape, spelled }.serialize(serializer),
            (None, Missing::Empty, Shape::List(_)) => serializer.serialize_seq(Some(0))?.end(),
            (None, Missing::Empty, _) => serializer.serialize_map(Some(0))?.end(),
            (None, ..) => serializer.serialize_none(),
        }
    }
}

impl ShownMember<'_> {
    /// As the variant that the other member says; else as it is.
    fn write_beside<S: Serializer>(&self, beside: &Beside, serializer: S) -> Result<S::Ok, S::Error> {
        let is_none = |value: Value<'_>| self.member.how == How::Lenient && is_empty(value);
        let Some(value) = self.value.filter(|value| !is_none(*value)) else {
            return serializer.serialize_none();
        };
        let spelled = &Spelled::new();
        let tag = self.whole.given.iter().find(|(name, _)| name == beside.tag);
        let tag = tag.and_then(|(_, tag)| tag.string().ok());
        let named = beside.variants.iter().find(|(name, _)| tag.as_deref() == Some(name));
        match named.filter(|(_, shape)| value.first() == b'{' && check(value, shape, spelled).is_ok()) {
            Some((_, shape)) => Shown { value, shape, spelled }.serialize(serializer),
            None => raw(value, serializer),
        }
    }
}

fn raw<S: Serializer>(value: Value<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let raw: &RawValue = serde_json::from_str(value.text()).map_err(S::Error::custom)?;
    raw.serialize(serializer)
}

/// From a number, or its digits as a string.
fn write_int<S: Serializer>(
    value: Option<Value<'_>>,
    shape: &Shape,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let text = value.and_then(|value| match value.first() {
        b'"' => value.string().ok(),
        b'-' | b'0'..=b'9' => Some(Cow::Borrowed(value.text())),
        _ => None,
    });
    let text = text.as_deref().unwrap_or_default();
    match (shape, text.parse::<u64>(), text.parse::<i64>()) {
        (Shape::Whole(most), Ok(number), _) if number <= *most => serializer.serialize_u64(number),
        (Shape::Signed, _, Ok(number)) => serializer.serialize_i64(number),
        _ => serializer.serialize_none(),
    }
}
