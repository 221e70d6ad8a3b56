//! Whether a value is of a shape: as the code of the type would judge it, with the same words.

use serde::Deserialize;

use super::read_error::{ReadError, here};
use super::shape::{How, MemberShape, Missing, ModelShape, Part, Shape, Spelled};
use super::value::Value;
use crate::time::Timestamp;

/// What is wrong, if anything. Members that are read leniently are never wrong.
pub(crate) fn check(value: Value<'_>, shape: &Shape, spelled: &Spelled) -> Result<(), ReadError> {
    match shape {
        Shape::Text if value.first() == b'"' => value.string().map(drop),
        Shape::Text => Err(ReadError::expected(&"a string")),
        Shape::Bool if matches!(value.first(), b't' | b'f') => Ok(()),
        Shape::Bool => Err(ReadError::expected(&"a boolean")),
        Shape::Whole(most) if value.text().parse().is_ok_and(|number: u64| number <= *most) => Ok(()),
        Shape::Whole(_) => Err(ReadError::expected(&"u64")),
        Shape::Signed if value.text().parse::<i64>().is_ok() => Ok(()),
        Shape::Signed => Err(ReadError::expected(&"i64")),
        Shape::Time => Timestamp::deserialize(value).map(drop),
        Shape::Object => super::JsonObject::deserialize(value).map(drop),
        Shape::Raw => Ok(()),
        Shape::Exact(read) => read(value).map(drop),
        Shape::List(item) => check_list(value, item, spelled),
        Shape::Model(model) => {
            let members = spelled.get_or_init(|| model.members());
            check_members(value, model, members).map_err(|error| here(&error))
        }
        Shape::Bare(bare) => check(value, &bare.list, spelled),
    }
}

fn check_list(value: Value<'_>, item: &Shape, spelled: &Spelled) -> Result<(), ReadError> {
    if value.first() != b'[' {
        return Err(ReadError::expected(&"a sequence"));
    }
    value.parts().enumerate().try_for_each(|(at, part)| {
        check(part, item, spelled).map_err(|error| error.inside(&format!("[{at}]"), part))
    })
}

fn check_members(value: Value<'_>, model: &ModelShape, members: &[MemberShape]) -> Result<(), ReadError> {
    if !is_object(value) {
        return Err(ReadError::expected(&format!("struct {}", model.name).as_str()));
    }
    let (mut parts, mut seen, mut likely) = (value.parts(), 0_u64, 0);
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        let name = name.string()?;
        match find_from(likely, members, |member| member.is_called(&name)) {
            Some((at, member)) => {
                likely = at + 1;
                let bit = 1_u64 << at;
                if seen & bit != 0 {
                    return Err(ReadError::data("duplicate field", member.name));
                }
                seen |= bit;
                member.check(value)?;
            }
            None if model.closed => return Err(ReadError::data("unknown field", &name)),
            None => {}
        }
    }
    let is_missing =
        |member: &MemberShape, at: u64| member.missing == Missing::Refused && seen & (1 << at) == 0;
    match members.iter().zip(0..).find(|(member, at)| is_missing(member, *at)) {
        Some((member, _)) => Err(ReadError::data("missing field", member.name)),
        None => Ok(()),
    }
}

impl MemberShape {
    pub(super) fn is_called(&self, name: &str) -> bool {
        (self.name == name || self.alias == Some(name)) && !matches!(self.part, Part::OfWhole(_))
    }

    fn check(&self, value: Value<'_>) -> Result<(), ReadError> {
        let may_be_null = self.missing == Missing::None && value.first() == b'n';
        match self.part {
            Part::Shape(shape) if self.how == How::Strict && !may_be_null => {
                check(value, shape, &self.inside).map_err(|error| error.inside(self.name, value))
            }
            _ => Ok(()),
        }
    }
}

/// PHP writes an object without members as a list.
fn is_object(value: Value<'_>) -> bool {
    value.first() == b'{' || is_empty(value)
}

/// `{}` or `[]`.
pub(crate) fn is_empty(value: Value<'_>) -> bool {
    matches!(value.first(), b'{' | b'[') && value.parts().next().is_none()
}

/// The first that `is`, from `likely` on and then from the beginning: members come in the order of their fields, or nearly.
pub(super) fn find_from<T>(likely: usize, all: &[T], is: impl Fn(&T) -> bool) -> Option<(usize, &T)> {
    let mut found = all.iter().enumerate().skip(likely).find(|(_, one)| is(one));
    if found.is_none() {
        found = all.iter().enumerate().take(likely).find(|(_, one)| is(one));
    }
    found
}
