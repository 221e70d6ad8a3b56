//! `#[derive(Model)]` for `kaikei-core`: docs/decisions/0018-small-native-library.md.

mod attributes;
mod shape;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Field, Fields, Result, Type, parse_macro_input};

use attributes::{OfField, OfStruct};

/// Reads a struct as `#[derive(Deserialize)]` would, attributes included, by a call per field. With
/// `#[serde(remote = "Self")]`, `Deserialize` is left to be written by hand. A field with `#[model(of_whole = "path")]`
/// is no member: the function reads it from the whole object.
#[proc_macro_derive(Model, attributes(serde, model))]
pub fn model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Says how a struct stands in JSON, from the same attributes as [`macro@Model`]. A field with
/// `#[model(beside = "name")]` is one of its variants, as the member of that name says.
#[proc_macro_derive(Shaped, attributes(serde, model))]
pub fn shaped(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    shape::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<Tokens> {
    let of_struct = OfStruct::read(&input.attrs)?;
    let (mut blanks, mut fills) = (Vec::new(), Vec::new());
    for field in fields(input)? {
        let (blank, fill) = expand_field(field)?;
        blanks.push(blank);
        fills.push(fill);
    }
    let name = &input.ident;
    let title = format!("struct {name}");
    let closed = of_struct.is_closed;
    // A struct without fields needs none of its arguments.
    let member = if fills.is_empty() { format_ident!("_member") } else { format_ident!("member") };
    let deserialize = (!of_struct.by_hand).then(|| {
        quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    ::kaikei_core::json::model(deserializer)
                }
            }
        }
    });
    Ok(quote! {
        impl ::kaikei_core::json::Model for #name {
            const NAME: &'static str = #title;
            const CLOSED: bool = #closed;
            fn blank() -> Self {
                Self { #( #blanks ),* }
            }
        }
        impl ::kaikei_core::json::Fill for #name {
            fn fill<'a>(&mut self, #member: &mut ::kaikei_core::json::Member<'a>) {
                #( #fills )*
            }
        }
        impl ::kaikei_core::json::Blank for #name {
            fn blank() -> Self {
                <Self as ::kaikei_core::json::Model>::blank()
            }
        }
        #deserialize
    })
}

fn fields(input: &DeriveInput) -> Result<impl Iterator<Item = &Field>> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "a model is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(input, "a model has names for its fields"));
    };
    if fields.named.len() > 64 {
        return Err(Error::new_spanned(input, "a model has at most 64 fields"));
    }
    Ok(fields.named.iter())
}

/// What stands in a field until it is read, and the call that reads it.
fn expand_field(field: &Field) -> Result<(Tokens, Tokens)> {
    let of_field = OfField::read(&field.attrs)?;
    let ident = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a field has a name"))?;
    let name = of_field.name.unwrap_or_else(|| ident.to_string());
    if let Some(path) = of_field.of_whole {
        let blank = quote!(#ident: ::core::default::Default::default());
        return Ok((blank, quote!(member.of_whole(&mut self.#ident, #path);)));
    }
    let alias = of_field.alias.map(|alias| quote!(.alias(#alias)));
    // As for serde, an `Option` may be missing unless a function reads it.
    let may_miss = of_field.has_default || (of_field.read.is_none() && is_option(&field.ty));
    let blank = match may_miss {
        true => quote!(#ident: ::core::default::Default::default()),
        false => quote!(#ident: ::kaikei_core::json::Blank::blank()),
    };
    let required = (!may_miss).then(|| quote!(.required()));
    let read = match of_field.read {
        Some(path) => quote!(#path),
        None => quote!(::serde::Deserialize::deserialize),
    };
    Ok((blank, quote!(member #required #alias .field(#name, &mut self.#ident, #read);)))
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}
