//! `#[derive(Shaped)]`: a struct as data.

use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{DeriveInput, Error, Field, Result};

use crate::attributes::{OfField, OfStruct};
use crate::{fields, is_option};

pub(crate) fn expand(input: &DeriveInput) -> Result<Tokens> {
    let closed = OfStruct::read(&input.attrs)?.is_closed;
    let (mut names, mut parts, mut codes) = (String::new(), Vec::new(), Vec::new());
    for (at, field) in fields(input)?.enumerate() {
        let of_field = OfField::read(&field.attrs)?;
        names += &name(field, &of_field)?;
        names.push('\n');
        parts.push(part(field, &of_field));
        let (how, missing) = (how(field, &of_field)?, missing(field, &of_field));
        codes.push(quote!(Code::new(PARTS[#at], How::#how, Missing::#missing)));
    }
    let (name, count) = (&input.ident, parts.len());
    let title = name.to_string();
    Ok(quote! {
        impl ::kaikei_core::json::Shaped for #name {
            const SHAPE: ::kaikei_core::json::Shape = {
                use ::kaikei_core::json::{
                    Beside, Code, How, Missing, ModelShape, OfWhole, Part, Shape, Shaped, Variants,
                };
                const PARTS: [Part; #count] = [ #( #parts ),* ];
                const CODES: [Code; #count] = [ #( #codes ),* ];
                const NEEDED: [Part; Code::parts(&CODES)] = Code::pick(&CODES, &PARTS);
                Shape::Model(&ModelShape {
                    name: #title,
                    closed: #closed,
                    names: #names,
                    codes: &CODES,
                    parts: &NEEDED,
                })
            };
        }
    })
}

/// `name`, or `name|alias`.
fn name(field: &Field, of_field: &OfField) -> Result<String> {
    let ident = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a field has a name"))?;
    let name = of_field.name.clone().unwrap_or_else(|| ident.to_string());
    Ok(match &of_field.alias {
        Some(alias) => format!("{name}|{alias}"),
        None => name,
    })
}

fn part(field: &Field, of_field: &OfField) -> Tokens {
    let ty = &field.ty;
    match (&of_field.beside, &of_field.of_whole) {
        (Some(tag), _) => {
            quote!(Part::Beside(&Beside { tag: #tag, variants: <#ty as Variants>::VARIANTS }))
        }
        (None, Some(path)) => {
            let read = quote!(|members| ::kaikei_core::json::written(&#path(members.whole)));
            quote!(Part::OfWhole(&OfWhole { read: #read, shape: &<#ty as Shaped>::SHAPE }))
        }

        (None, None) => quote!(Part::Shape(&<#ty as Shaped>::SHAPE)),
    }
}

fn missing(field: &Field, of_field: &OfField) -> Tokens {
    if is_option(&field.ty) || of_field.of_whole.is_some() {
        quote!(None)
    } else if of_field.has_default {
        quote!(Empty)
    } else {
        quote!(Refused)
    }
}

fn how(field: &Field, of_field: &OfField) -> Result<Tokens> {
    if of_field.beside.is_some() {
        return Ok(quote!(Lenient));
    }
    let function = of_field.read.as_ref().and_then(|path| path.segments.last());
    Ok(match function.map(|last| last.ident.to_string()).as_deref() {
        None => quote!(Strict),
        Some("lenient" | "lenient_or_default") => quote!(Lenient),
        Some("lenient_list") => quote!(LenientList),
        Some("lenient_text") => quote!(LenientText),
        Some("lenient_int") => quote!(LenientInt),
        Some(_) => return Err(Error::new_spanned(field, "read by a function that Shaped does not know")),
    })
}
