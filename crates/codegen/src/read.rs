//! From core's table and its JSON Schemas to the [`Api`]. A schema that is not understood is an error, never a guess.

use std::collections::{BTreeMap, BTreeSet};

use kaikei_core::{Entry, ErrorKind as Kind, Meta, OPERATIONS, ito, univapay};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::doc;
use crate::model::{
    Api, ErrorKind, Field, Gateway, Method, Model, Resource, Tag, Type, Union, Values, Variant,
};
use crate::names::pascal;

/// What went wrong, for the maintainer who added an operation.
pub type Problem = String;

/// What is read of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// What is fixed about it.
    pub meta: &'static Meta,
    /// The JSON Schema of its parameters.
    pub parameters: fn(&mut SchemaGenerator) -> Schema,
    /// The JSON Schema of its answer.
    pub answer: fn(&mut SchemaGenerator) -> Schema,
}

impl From<&Entry> for Declared {
    fn from(entry: &Entry) -> Self {
        Self { meta: entry.meta, parameters: entry.parameters, answer: entry.answer }
    }
}

/// Reads `operations` and the kinds of errors.
pub fn read(operations: &[Declared]) -> Result<Api, Problem> {
    read_with(operations, false)
}

/// Reads `operations`, the kinds of errors, and the models of methods and functions that are written by hand.
fn read_with(operations: &[Declared], by_hand: bool) -> Result<Api, Problem> {
    let mut generator = SchemaGenerator::default();
    let mut roots: Vec<(String, String, String)> = Vec::new();
    for entry in operations {
        let parameters = name_of(&(entry.parameters)(&mut generator).to_value())?;
        let answer = name_of(&(entry.answer)(&mut generator).to_value())?;
        roots.push((entry.meta.name.to_owned(), parameters, answer));
    }
    let order = name_of(&generator.subschema_for::<ito::Order>().to_value())?;
    let event = name_of(&generator.subschema_for::<univapay::webhook::Event>().to_value())?;
    generator.subschema_for::<Kind>();
    let definitions = generator.definitions().clone();

    let mut api = Api { gateways: Vec::new(), errors: errors(&definitions)? };
    for (entry, (_, parameters, answer)) in operations.iter().zip(&roots) {
        let [gateway, resource, method] = split(entry.meta.name)?;
        if api.gateways.last().is_none_or(|last| last.name != gateway) {
            api.gateways.push(Gateway {
                name: gateway.clone(),
                resources: Vec::new(),
                models: Vec::new(),
                values: Vec::new(),
                unions: Vec::new(),
            });
        }
        let Some(gateway) = api.gateways.last_mut() else { continue };
        let mut reader = Reader { definitions: &definitions, roots: &roots, gateway, seen: BTreeSet::new() };
        reader.remember();
        let schema = reader.definition(parameters)?;
        let fields = reader.fields(parameters, schema, true)?;
        let item =
            definitions.get(answer).and_then(|schema| schema.get("x-page")).map(name_of).transpose()?;
        let listing = item.is_some();
        let answer = item.unwrap_or_else(|| answer.clone());
        reader.model(&answer, false)?;
        if gateway.resources.last().is_none_or(|last| last.name != resource) {
            let class = if resource == "me" { "MyAccount".to_owned() } else { pascal(&resource) };
            gateway.resources.push(Resource { name: resource, class, methods: Vec::new() });
        }
        let Some(resource) = gateway.resources.last_mut() else { continue };
        resource.methods.push(Method {
            name: method,
            operation: entry.meta.name.to_owned(),
            http: format!("{} {}", entry.meta.method.as_str(), entry.meta.path),
            doc: text(&definitions, parameters, &roots),
            parameters: parameters.clone(),
            fields,
            answer,
            listing,
            spread: entry.meta.spread.map(str::to_owned),
            keyed: entry.meta.retry == kaikei_core::engine::RetryClass::Keyed,
        });
    }
    let own = [("ito", &order, true), ("univapay", &event, false)];
    for (name, model, input) in own.into_iter().filter(|_| by_hand) {
        let Some(gateway) = api.gateways.iter_mut().find(|gateway| gateway.name == name) else { continue };
        let mut reader = Reader { definitions: &definitions, roots: &roots, gateway, seen: BTreeSet::new() };
        reader.remember();
        reader.model(model, input)?;
    }
    Ok(api)
}

/// The API of this version.
pub fn read_all() -> Result<Api, Problem> {
    read_with(&OPERATIONS.iter().map(Declared::from).collect::<Vec<_>>(), true)
}

fn split(name: &str) -> Result<[String; 3], Problem> {
    let parts: Vec<_> = name.split('.').map(str::to_owned).collect();
    parts.try_into().map_err(|_| format!("{name}: is not gateway.resource.method"))
}

fn name_of(schema: &Value) -> Result<String, Problem> {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
    name.map(str::to_owned).ok_or_else(|| format!("not a named type: {schema}"))
}

fn errors(definitions: &Map<String, Value>) -> Result<Vec<ErrorKind>, Problem> {
    let listed =
        definitions.get("ErrorKind").and_then(|schema| schema.get("oneOf")).and_then(Value::as_array);
    let listed = listed.ok_or("ErrorKind: is no list")?;
    let docs: BTreeMap<&str, &str> = listed
        .iter()
        .filter_map(|one| Some((one.get("const")?.as_str()?, one.get("description")?.as_str()?)))
        .collect();
    Kind::ALL
        .iter()
        .map(|kind| {
            let doc = docs.get(kind.as_str()).ok_or_else(|| format!("{kind}: has no documentation"))?;
            let class = match kind {
                // Names that would hide a class of the language, in one of them at least.
                Kind::Permission => "PermissionDeniedError".to_owned(),
                Kind::Connection => "ConnectionFailedError".to_owned(),
                Kind::Timeout => "TimeoutExceededError".to_owned(),
                kind => pascal(kind.as_str()) + "Error",
            };
            Ok(ErrorKind { name: kind.to_string(), class, doc: doc::plain(doc, &|_| None) })
        })
        .collect()
}

/// A definition's text, with operations called as callers call them.
fn text(definitions: &Map<String, Value>, name: &str, roots: &[(String, String, String)]) -> String {
    definitions.get(name).map_or_else(String::new, |schema| description(schema, roots))
}

fn description(schema: &Value, roots: &[(String, String, String)]) -> String {
    let call = |name: &str| {
        let (operation, ..) = roots.iter().find(|(_, parameters, _)| parameters == name)?;
        Some(operation.split_once('.')?.1.to_owned())
    };
    doc::plain(schema.get("description").and_then(Value::as_str).unwrap_or_default(), &call)
}

struct Reader<'a, 'g> {
    definitions: &'a Map<String, Value>,
    roots: &'a [(String, String, String)],
    gateway: &'g mut Gateway,
    /// Names that this gateway has already.
    seen: BTreeSet<String>,
}

impl<'a> Reader<'a, '_> {
    fn remember(&mut self) {
        let models = self.gateway.models.iter().map(|model| &model.name);
        let values = self.gateway.values.iter().map(|values| &values.name);
        let unions = self.gateway.unions.iter().map(|union| &union.name);
        self.seen = models.chain(values).chain(unions).cloned().collect();
    }

    fn definition(&self, name: &str) -> Result<&'a Value, Problem> {
        self.definitions.get(name).ok_or_else(|| format!("{name}: is not defined"))
    }

    fn model(&mut self, name: &str, input: bool) -> Result<(), Problem> {
        if !self.seen.insert(name.to_owned()) {
            return self.same_side(name, input);
        }
        let schema = self.definition(name)?;
        let at = self.gateway.models.len();
        let fields = self.fields(name, schema, input)?;
        let doc = description(schema, self.roots);
        self.gateway.models.insert(at, Model { name: name.to_owned(), doc, fields, input, tag: None });
        Ok(())
    }

    /// A model is either sent or received: its fields' defaults differ.
    fn same_side(&self, name: &str, input: bool) -> Result<(), Problem> {
        match self.gateway.models.iter().find(|model| model.name == name) {
            Some(model) if model.input != input => Err(format!("{name}: is both sent and received")),
            _ => Ok(()),
        }
    }

    fn fields(&mut self, name: &str, schema: &Value, input: bool) -> Result<Vec<Field>, Problem> {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return match schema.get("type").and_then(Value::as_str) {
                Some("object") => Ok(Vec::new()),
                _ => Err(format!("{name}: is no object: {schema}")),
            };
        };
        let mut fields = Vec::new();
        for (field, schema) in properties {
            let (ty, nullable) =
                self.ty(schema, input).map_err(|problem| format!("{name}.{field}: {problem}"))?;
            let optional = if input { !required.contains(&field.as_str()) } else { nullable };
            fields.push(Field { name: field.clone(), doc: description(schema, self.roots), ty, optional });
        }
        Ok(fields)
    }

    /// A schema's type, and whether null is among its values.
    fn ty(&mut self, schema: &Value, input: bool) -> Result<(Type, bool), Problem> {
        if let Ok(name) = name_of(schema) {
            return Ok((self.named(&name, input)?, false));
        }
        if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
            return match any.as_slice() {
                [one, null] if null.get("type").and_then(Value::as_str) == Some("null") => {
                    Ok((self.ty(one, input)?.0, true))
                }
                _ => Err(format!("is not understood: {schema}")),
            };
        }
        let (kind, nullable) = match schema.get("type") {
            Some(Value::String(kind)) => (kind.as_str(), false),
            Some(Value::Array(kinds)) => match kinds.as_slice() {
                [Value::String(kind), Value::String(null)] if null == "null" => (kind.as_str(), true),
                _ => return Err(format!("is not understood: {schema}")),
            },
            _ => return Err(format!("is not understood: {schema}")),
        };
        let ty = match kind {
            "string" => Type::Text,
            "integer" => Type::Int,
            "boolean" => Type::Bool,
            "array" => {
                let items = schema.get("items").ok_or("a list of what?")?;
                Type::List(Box::new(self.ty(items, input)?.0))
            }
            _ => return Err(format!("is not understood: {schema}")),
        };
        Ok((ty, nullable))
    }

    fn named(&mut self, name: &str, input: bool) -> Result<Type, Problem> {
        let schema = self.definition(name)?;
        if schema == &Value::Bool(true) {
            return Ok(Type::Json);
        }
        let format = schema.get("format").and_then(Value::as_str);
        let ty = match format {
            Some("decimal") => Type::Decimal,
            Some("date-time") => Type::DateTime,
            Some("dd-mm-yyyy") => Type::Date,
            Some("money") => Type::Money,
            Some("secret" | "card-number" | "cvv") => Type::Secret,
            Some(other) => return Err(format!("{name}: the format {other} is not understood")),
            None if schema.get("x-open-enum").is_some() => self.values(name, schema)?,
            None if schema.get("oneOf").is_some() => self.tagged(name, schema, input)?,
            None if schema.get("x-variants").is_some() => self.beside(name, schema, input)?,
            None if schema.get("anyOf").is_some() => self.text_or(name, schema, input)?,
            None if schema.get("properties").is_none() && schema.get("additionalProperties").is_some() => {
                Type::Object
            }
            None => {
                self.model(name, input)?;
                Type::Model(name.to_owned())
            }
        };
        Ok(ty)
    }

    fn values(&mut self, name: &str, schema: &Value) -> Result<Type, Problem> {
        if self.seen.insert(name.to_owned()) {
            let values =
                strings(schema.get("x-open-enum")).ok_or_else(|| format!("{name}: is no list of texts"))?;
            self.gateway.values.push(Values { name: name.to_owned(), values });
        }
        Ok(Type::Values(name.to_owned()))
    }

    /// `oneOf` objects, each with a constant and the variant below another field.
    fn tagged(&mut self, name: &str, schema: &Value, input: bool) -> Result<Type, Problem> {
        let ty = Type::Union(name.to_owned());
        if !self.seen.insert(name.to_owned()) {
            return Ok(ty);
        }
        let at = self.gateway.unions.len();
        let (mut tag, mut content, mut variants) = (String::new(), String::new(), Vec::new());
        for one in schema.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
            let properties =
                one.get("properties").and_then(Value::as_object).ok_or("a variant has no members")?;
            let constant =
                properties.iter().find_map(|(name, schema)| Some((name, schema.get("const")?.as_str()?)));
            let below = properties.iter().find_map(|(name, schema)| Some((name, name_of(schema).ok()?)));
            let (Some((tag_name, value)), Some((content_name, model))) = (constant, below) else {
                return Err(format!("{name}: a variant is not understood: {one}"));
            };
            (tag, content) = (tag_name.clone(), content_name.clone());
            self.model(&model, input)?;
            let standing = Tag { tag: tag.clone(), value: value.to_owned(), content: content.clone() };
            if let Some(model) = self.gateway.models.iter_mut().find(|known| known.name == model)
                && model.tag.replace(standing).is_some()
            {
                return Err(format!("{name}: {} stands for two variants", model.name));
            }
            variants.push(Variant { value: value.to_owned(), model });
        }
        let doc = description(schema, self.roots);
        let union = Union { name: name.to_owned(), doc, tag, content: Some(content), variants };
        self.gateway.unions.insert(at, union);
        Ok(ty)
    }

    /// Variants without a tag of their own: a field beside says which.
    fn beside(&mut self, name: &str, schema: &Value, input: bool) -> Result<Type, Problem> {
        let ty = Type::Union(name.to_owned());
        if !self.seen.insert(name.to_owned()) {
            return Ok(ty);
        }
        let at = self.gateway.unions.len();
        let tag =
            schema.get("x-tag-beside").and_then(Value::as_str).ok_or("which field says the variant?")?;
        let mut variants = Vec::new();
        for (value, schema) in schema.get("x-variants").and_then(Value::as_object).into_iter().flatten() {
            let model = name_of(schema)?;
            self.model(&model, input)?;
            variants.push(Variant { value: value.clone(), model });
        }
        let doc = description(schema, self.roots);
        let union = Union { name: name.to_owned(), doc, tag: tag.to_owned(), content: None, variants };
        self.gateway.unions.insert(at, union);
        Ok(ty)
    }

    /// Some texts, or an object for every other case.
    fn text_or(&mut self, name: &str, schema: &Value, input: bool) -> Result<Type, Problem> {
        let any = schema.get("anyOf").and_then(Value::as_array).map(Vec::as_slice);
        let Some([texts, other]) = any else { return Err(format!("{name}: is not understood: {schema}")) };
        let texts = strings(texts.get("enum")).ok_or_else(|| format!("{name}: is no list of texts"))?;
        let model = other
            .get("title")
            .and_then(Value::as_str)
            .ok_or_else(|| format!("{name}: the object has no title"))?;
        if self.seen.insert(model.to_owned()) {
            let fields = self.fields(model, other, input)?;
            let doc = description(other, self.roots);
            self.gateway.models.push(Model { name: model.to_owned(), doc, fields, input, tag: None });
        }
        Ok(Type::TextOr(texts, model.to_owned()))
    }
}

fn strings(list: Option<&Value>) -> Option<Vec<String>> {
    list?.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}
