//! The attributes of serde that a model may have.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Path, Result};

/// Of the whole struct.
#[derive(Default)]
pub(crate) struct OfStruct {
    pub(crate) is_closed: bool,
    pub(crate) by_hand: bool,
}

/// Of one field.
#[derive(Default)]
pub(crate) struct OfField {
    pub(crate) name: Option<String>,
    pub(crate) alias: Option<String>,
    pub(crate) has_default: bool,
    pub(crate) read: Option<Path>,
    pub(crate) of_whole: Option<Path>,
    pub(crate) beside: Option<String>,
}

impl OfStruct {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut found = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("deny_unknown_fields") {
                found.is_closed = true;
            } else if meta.path.is_ident("remote") {
                found.by_hand = text(&meta)? == "Self";
            } else {
                return Err(meta.error("not understood by Model"));
            }
            Ok(())
        })?;
        Ok(found)
    }
}

impl OfField {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut found = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("of_whole") {
                found.of_whole = Some(meta.value()?.parse::<LitStr>()?.parse()?);
            } else if meta.path.is_ident("beside") {
                found.beside = Some(text(&meta)?);
            } else if meta.path.is_ident("default") {
                found.has_default = true;
            } else if meta.path.is_ident("rename") {
                found.name = Some(text(&meta)?);
            } else if meta.path.is_ident("alias") {
                found.alias = Some(text(&meta)?);
            } else if meta.path.is_ident("deserialize_with") {
                found.read = Some(meta.value()?.parse::<LitStr>()?.parse()?);
            } else if ["skip_serializing_if", "serialize_with"].iter().any(|own| meta.path.is_ident(own)) {
                text(&meta)?;
            } else {
                return Err(meta.error("not understood by Model"));
            }
            Ok(())
        })?;
        Ok(found)
    }
}

fn each(attributes: &[Attribute], mut read: impl FnMut(ParseNestedMeta<'_>) -> Result<()>) -> Result<()> {
    let ours = |a: &&Attribute| a.path().is_ident("serde") || a.path().is_ident("model");
    attributes.iter().filter(ours).try_for_each(|a| a.parse_nested_meta(&mut read))
}

fn text(meta: &ParseNestedMeta<'_>) -> Result<String> {
    Ok(meta.value()?.parse::<LitStr>()?.value())
}
