//! What becomes of a field: its type, the code that writes it and the code that reads it.

use super::{choice, named};
use crate::Problem;
use crate::model::{Field, Type};

/// A type as Kotlin writes it.
pub(super) fn kotlin(ty: &Type) -> Result<String, Problem> {
    Ok(match ty {
        Type::Text => "String".to_owned(),
        Type::Secret => "Secret".to_owned(),
        Type::Int => "Long".to_owned(),
        Type::Bool => "Boolean".to_owned(),
        Type::Decimal => "BigDecimal".to_owned(),
        Type::Money => "Money".to_owned(),
        Type::DateTime => "Instant".to_owned(),
        Type::Date => "LocalDate".to_owned(),
        Type::Json => "JsonElement".to_owned(),
        Type::Object => "JsonObject".to_owned(),
        Type::List(inner) => format!("List<{}>", kotlin(inner)?),
        Type::Model(name) | Type::Values(name) | Type::Union(name) => name.clone(),
        Type::TextOr(_, model) => choice(model)?.to_owned(),
    })
}

/// The statement that writes a field.
pub(super) fn put(field: &Field) -> Result<String, Problem> {
    let name = named(&field.name)?;
    let written = if field.optional { "it" } else { &name };
    let value = match &field.ty {
        Type::Text | Type::Int | Type::Bool | Type::Json | Type::Object => written.to_owned(),
        Type::Decimal | Type::Date | Type::DateTime => format!("text({written})"),
        Type::Secret => format!("{written}.expose()"),
        Type::Values(_) => format!("{written}.value"),
        Type::Money | Type::Model(_) | Type::Union(_) | Type::TextOr(..) => format!("{written}.toWire()"),
        Type::List(inner) => {
            let one = match **inner {
                Type::Text | Type::Int | Type::Bool => "JsonPrimitive(one)",
                Type::Values(_) => "JsonPrimitive(one.value)",
                Type::Model(_) | Type::Union(_) => "one.toWire()",
                _ => return Err(format!("{}: such a list is not sent yet", field.name)),
            };
            format!("JsonArray({written}.map {{ one -> {one} }})")
        }
    };
    let statement = format!("put({:?}, {value})", field.name);
    Ok(if field.optional { format!("{name}?.let {{ {statement} }}") } else { statement })
}

/// What reads a value from JSON.
pub(super) enum Reader {
    /// One of the package's own.
    Function(String),
    /// Of `it`.
    Expression(String),
}

pub(super) fn reader(ty: &Type) -> Result<Reader, Problem> {
    Ok(match ty {
        Type::Text => Reader::Function("text".to_owned()),
        Type::Secret => Reader::Function("secret".to_owned()),
        Type::Int => Reader::Function("whole".to_owned()),
        Type::Bool => Reader::Function("bool".to_owned()),
        Type::Decimal => Reader::Function("decimal".to_owned()),
        Type::DateTime => Reader::Function("instant".to_owned()),
        Type::Date => Reader::Function("date".to_owned()),
        Type::Json => Reader::Expression("it".to_owned()),
        Type::Object => Reader::Function("members".to_owned()),
        Type::List(inner) => match reader(inner)? {
            Reader::Function(function) => Reader::Expression(format!("list(it, ::{function})")),
            Reader::Expression(expression) => Reader::Expression(format!("list(it) {{ {expression} }}")),
        },
        Type::Model(name) => Reader::Expression(format!("read{name}(members(it))")),
        Type::Values(name) => Reader::Expression(format!("{name}(text(it))")),
        Type::Union(name) | Type::TextOr(_, name) => {
            return Err(format!("{name}: is not read from an answer yet"));
        }
        Type::Money => return Err("money: is not read from an answer yet".to_owned()),
    })
}
