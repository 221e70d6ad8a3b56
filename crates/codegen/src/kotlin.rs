//! The Kotlin facade: data classes, value classes for open sets, resources with suspend functions, exceptions.

mod docs;
mod field_names;
mod fields;
mod imports;

use minijinja::{Value, context};

use crate::Problem;
use crate::doc::in_camel_case;
use crate::kotlin::docs::comment;
use crate::kotlin::field_names::names_of;
use crate::kotlin::fields::{Reader, kotlin, put, reader};
use crate::kotlin::imports::imports;
use crate::model::{Api, Field, Gateway, Method, Model, Type, Union};
use crate::names::{camel, client, title};
use crate::render::{File, Templates};

/// What Kotlin keeps for itself.
const KEYWORDS: [&str; 28] = [
    "as",
    "break",
    "class",
    "continue",
    "do",
    "else",
    "false",
    "for",
    "fun",
    "if",
    "in",
    "interface",
    "is",
    "null",
    "object",
    "package",
    "return",
    "super",
    "this",
    "throw",
    "true",
    "try",
    "typealias",
    "typeof",
    "val",
    "var",
    "when",
    "while",
];

/// Answers that are written by hand, beside those that are generated.
const BY_HAND: [&str; 1] = ["Event"];

/// Every file of `kotlin/src/main/kotlin/jp/kaikei/generated`.
pub fn files(api: &Api) -> Result<Vec<File>, Problem> {
    let templates = Templates::new(&[
        ("errors", include_str!("../templates/kotlin/errors.kt.j2")),
        ("values", include_str!("../templates/kotlin/values.kt.j2")),
        ("models", include_str!("../templates/kotlin/models.kt.j2")),
        ("encode", include_str!("../templates/kotlin/encode.kt.j2")),
        ("decode", include_str!("../templates/kotlin/decode.kt.j2")),
        ("resources", include_str!("../templates/kotlin/resources.kt.j2")),
    ])?;
    let api = &in_camel_case(api);
    let errors: Vec<_> = api
        .errors
        .iter()
        .map(|error| {
            let class = error.class.replace("Error", "Exception");
            context! { name => &error.name, class, doc => comment(&error.doc, 0) }
        })
        .collect();
    let mut files = vec![templates.file("errors", "Errors.kt", context! { errors })?];
    for gateway in &api.gateways {
        let facade = Facade { gateway };
        let name = &gateway.name;
        let mut add = |template: &str, file: &str, more: Value| {
            let title = title(name);
            let whole = |imports: Vec<String>| context! { name, title, imports, ..more.clone() };
            let bare = templates.file(template, "", whole(Vec::new()))?.text;
            files.push(templates.file(template, format!("{name}/{file}.kt"), whole(imports(&bare)))?);
            Ok::<_, Problem>(())
        };
        if !gateway.values.is_empty() {
            add("values", "Values", context! { values => facade.values() })?;
        }
        add("models", "Parameters", facade.parameters()?)?;
        add("models", "Answers", facade.answers()?)?;
        add("encode", "Encode", facade.encode()?)?;
        add("decode", "Decode", facade.decode()?)?;
        add("resources", "Resources", facade.resources()?)?;
    }
    Ok(files)
}

struct Facade<'a> {
    gateway: &'a Gateway,
}

impl Facade<'_> {
    fn methods(&self) -> impl Iterator<Item = &Method> {
        self.gateway.resources.iter().flat_map(|resource| &resource.methods)
    }

    fn models(&self, input: bool) -> impl Iterator<Item = &Model> {
        let generated = |model: &&Model| !BY_HAND.contains(&model.name.as_str());
        self.gateway.models.iter().filter(generated).filter(move |model| model.input == input)
    }

    /// Unions that are sent have a tag around them, those of answers one beside them.
    fn unions(&self, input: bool) -> impl Iterator<Item = &Union> {
        self.gateway.unions.iter().filter(move |union| union.content.is_some() == input)
    }

    fn values(&self) -> Vec<Value> {
        let sets = self.gateway.values.iter();
        sets.map(|set| context! { name => &set.name, constants => constants(&set.values) }).collect()
    }

    /// Types that are some known texts, or else a model.
    fn choices(&self) -> Result<Vec<Value>, Problem> {
        let mut choices: Vec<(&[String], &str)> = Vec::new();
        let fields = self.methods().flat_map(|method| &method.fields);
        for field in self.gateway.models.iter().flat_map(|model| &model.fields).chain(fields) {
            if let Type::TextOr(texts, model) = &field.ty
                && !choices.contains(&(texts, model))
            {
                choices.push((texts, model));
            }
        }
        choices
            .into_iter()
            .map(|(texts, model)| {
                let name = choice(model)?;
                let title = format!("A {}", name.to_lowercase());
                Ok(context! { name, title, model, texts => constants(texts) })
            })
            .collect()
    }

    fn parameters(&self) -> Result<Value, Problem> {
        let parameters = self.methods().filter(|method| !method.fields.is_empty()).map(|method| {
            let (resource, call) = split(&method.operation);
            let doc = format!("The parameters of `{}.{}`.", named(resource)?, named(call)?);
            Ok(context! {
                name => &method.parameters, doc => comment(&doc, 0),
                fields => self.fields(&method.fields)?, parents => "",
            })
        });
        let models = self.models(true).map(|model| self.model(model));
        Ok(context! {
            what => "take",
            unions => self.union_types(true), choices => self.choices()?,
            models => parameters.chain(models).collect::<Result<Vec<_>, Problem>>()?,
        })
    }

    fn answers(&self) -> Result<Value, Problem> {
        Ok(context! {
            what => "answer",
            unions => self.union_types(false), choices => Vec::<Value>::new(),
            models => self.models(false).map(|model| self.model(model)).collect::<Result<Vec<_>, _>>()?,
        })
    }

    fn union_types(&self, input: bool) -> Vec<Value> {
        self.unions(input)
            .map(|union| {
                let other = if input { String::new() } else { format!("Other{}", union.name) };
                context! { name => &union.name, doc => comment(&union.doc, 0), other }
            })
            .collect()
    }

    fn model(&self, model: &Model) -> Result<Value, Problem> {
        let answered = self.methods().any(|method| method.answer == model.name && !method.listing);
        let unions = self
            .gateway
            .unions
            .iter()
            .filter(|union| union.variants.iter().any(|variant| variant.model == model.name))
            .map(|union| union.name.clone());
        let chosen = match model.input {
            true => self.choices_of(&model.name)?,
            false => None,
        };
        let parents: Vec<_> =
            answered.then(|| "Answer()".to_owned()).into_iter().chain(unions).chain(chosen).collect();
        let parents = if parents.is_empty() { String::new() } else { format!(" : {}", parents.join(", ")) };
        let doc = if model.doc.is_empty() { format!("A {}.", model.name) } else { model.doc.clone() };
        let doc = comment(&doc, 0);
        Ok(context! { name => &model.name, doc, fields => self.fields(&model.fields)?, parents })
    }

    fn choices_of(&self, model: &str) -> Result<Option<String>, Problem> {
        let fields = self.methods().flat_map(|method| &method.fields);
        let mut fields = self.gateway.models.iter().flat_map(|model| &model.fields).chain(fields);
        let is_one = fields.any(|field| matches!(&field.ty, Type::TextOr(_, other) if other == model));
        if is_one { Ok(Some(choice(model)?.to_owned())) } else { Ok(None) }
    }

    fn fields(&self, fields: &[Field]) -> Result<Vec<Value>, Problem> {
        fields
            .iter()
            .map(|field| {
                let name = named(&field.name)?;
                let ty = match (&field.ty, field.optional) {
                    (ty, true) => format!("{}? = null", kotlin(ty)?),
                    (ty @ Type::List(_), false) => format!("{} = emptyList()", kotlin(ty)?),
                    (ty, false) => kotlin(ty)?,
                };
                // What another language's reader knows from the name.
                let doc =
                    if field.doc.is_empty() { format!("The {}.", field.name) } else { field.doc.clone() };
                Ok(context! { name, ty, doc => comment(&doc, 4) })
            })
            .collect()
    }

    fn encode(&self) -> Result<Value, Problem> {
        let parameters = self.methods().filter(|method| !method.fields.is_empty());
        let parameters = parameters.map(|method| (&method.parameters, &method.fields));
        let models = self.models(true).map(|model| (&model.name, &model.fields));
        let models: Vec<_> = parameters
            .chain(models)
            .map(|(name, fields)| {
                let fields = fields.iter().map(put).collect::<Result<Vec<_>, _>>()?;
                Ok::<_, Problem>(context! { name, fields })
            })
            .collect::<Result<_, _>>()?;
        let unions: Vec<_> = self.unions(true).map(union_of).collect();
        Ok(context! { models, unions, choices => self.choices()? })
    }

    fn decode(&self) -> Result<Value, Problem> {
        let models: Vec<_> = self
            .models(false)
            .map(|model| {
                let fields =
                    model.fields.iter().map(|field| self.get(field)).collect::<Result<Vec<_>, _>>()?;
                Ok::<_, Problem>(context! { name => &model.name, fields })
            })
            .collect::<Result<_, _>>()?;
        let unions: Vec<_> = self.unions(false).map(union_of).collect();
        Ok(context! { models, unions })
    }

    fn get(&self, field: &Field) -> Result<String, Problem> {
        let name = named(&field.name)?;
        let how = if field.optional { "optional" } else { "required" };
        let union = match &field.ty {
            Type::Union(name) => self.gateway.unions.iter().find(|union| union.name == *name),
            _ => None,
        };
        let read = match union {
            // Which variant it is stands beside it.
            Some(union) => {
                format!(" {{ read{}(json.optional({:?}, ::text), it) }}", union.name, union.tag)
            }
            None => match reader(&field.ty)? {
                Reader::Function(function) => {
                    return Ok(format!("{name} = json.{how}({:?}, ::{function})", field.name));
                }
                Reader::Expression(expression) => format!(" {{ {expression} }}"),
            },
        };
        Ok(format!("{name} = json.{how}({:?}){read}", field.name))
    }

    fn resources(&self) -> Result<Value, Problem> {
        let resources = self
            .gateway
            .resources
            .iter()
            .map(|resource| {
                let methods = resource
                    .methods
                    .iter()
                    .map(|method| self.method(method))
                    .collect::<Result<Vec<_>, _>>()?;
                let name = named(&resource.name)?;
                Ok(context! { name, class => &resource.class, methods })
            })
            .collect::<Result<Vec<_>, Problem>>()?;
        let names: Vec<_> = self
            .methods()
            .filter_map(|method| {
                let [snake, free] = self.names(method)?;
                Some(context! { name => names_of(method), snake, free })
            })
            .collect();
        Ok(context! { client => client(&self.gateway.name), resources, names })
    }

    fn method(&self, method: &Method) -> Result<Value, Problem> {
        let later = match method.listing {
            true => {
                "\n\nNothing is sent yet: `asFlow()` brings every item, page after page; `page()` reads one page. The \
                 options are those of each page's call."
            }
            false => "",
        };
        let doc = format!("{}{later}\n\n`{}`", method.doc, method.http);
        let given = if method.fields.is_empty() { "JsonObject(emptyMap())" } else { "parameters.toWire()" };
        Ok(context! {
            name => named(&method.name)?, operation => &method.operation, answer => &method.answer,
            doc => comment(&doc, 4), given,
            parameters => if method.fields.is_empty() { "" } else { method.parameters.as_str() },
            default => method.fields.iter().all(|field| field.optional),
            listing => method.listing, options => if method.keyed { "KeyedCallOptions" } else { "CallOptions" },
            names => self.names(method).map(|_| names_of(method)),
        })
    }
}

fn union_of(union: &Union) -> Value {
    let variants: Vec<_> = union
        .variants
        .iter()
        .map(|variant| context! { value => &variant.value, model => &variant.model })
        .collect();
    context! { name => &union.name, tag => &union.tag, content => &union.content, variants }
}

/// `ito.users.save_kyc` is `save_kyc` of `users`.
fn split(operation: &str) -> (&str, &str) {
    operation.split_once('.').and_then(|(_, call)| call.split_once('.')).unwrap_or(("", operation))
}

/// A property's or a function's name.
fn named(wire: &str) -> Result<String, Problem> {
    let name = camel(wire).ok_or_else(|| format!("{wire}: has no camel case that leads back"))?;
    if name == "response" {
        return Err(format!("{wire}: answers have a property of that name already"));
    }
    Ok(if KEYWORDS.contains(&name.as_str()) { format!("`{name}`") } else { name })
}

/// The type of some texts or else `OtherCurrency`: `Currency`.
fn choice(model: &str) -> Result<&str, Problem> {
    model
        .strip_prefix("Other")
        .ok_or_else(|| format!("{model}: should be called Other…, for what is not known"))
}

/// `we_chat_mpm` becomes `WE_CHAT_MPM`.
fn constants(values: &[String]) -> Vec<Value> {
    values
        .iter()
        .map(|value| {
            let name = value.to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            let name = if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name };
            context! { name, value }
        })
        .collect()
}
