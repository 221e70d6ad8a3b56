//! The TypeScript facade: interfaces, resources with object literals, error classes.

use std::collections::BTreeSet;

use minijinja::value::Serde;
use minijinja::{Value, context};

use crate::Problem;
use crate::doc::{in_camel_case, wrap};
use crate::model::{Api, Field, Gateway, Method, Model, Type, Union};
use crate::names::{camel, client, title};
use crate::render::{File, Templates};

/// Width of a comment's lines.
const WIDTH: usize = 96;

/// Every file of `node/src/generated`.
pub fn files(api: &Api) -> Result<Vec<File>, Problem> {
    let api = &in_camel_case(api);
    let templates = Templates::new(&[
        ("errors", include_str!("../templates/node/errors.ts.j2")),
        ("table", include_str!("../templates/node/table.ts.j2")),
        ("models", include_str!("../templates/node/models.ts.j2")),
        ("resources", include_str!("../templates/node/resources.ts.j2")),
    ])?;
    let errors: Vec<_> = api
        .errors
        .iter()
        .map(|error| context! { name => &error.name, class => &error.class, doc => comment(&error.doc, 0) })
        .collect();
    let mut files = vec![templates.file("errors", "errors.ts", context! { errors })?];
    let (mut shapes, mut operations) = (Vec::new(), Vec::new());
    for gateway in &api.gateways {
        let (name, title, client) = (&gateway.name, title(&gateway.name), client(&gateway.name));
        let facade = Facade { gateway };
        let models = gateway.models.iter().map(|model| facade.model(model)).collect::<Result<Vec<_>, _>>()?;
        let unions = gateway.unions.iter().map(|union| facade.union(union)).collect::<Result<Vec<_>, _>>()?;
        let values = Value::from(Serde(&gateway.values));
        let mut parameters = Vec::new();
        let mut resources = Vec::new();
        let mut used = BTreeSet::new();
        for resource in &gateway.resources {
            let mut methods = Vec::new();
            for method in &resource.methods {
                if !method.fields.is_empty() {
                    let doc = format!("The parameters of `{}.{}`.", resource.name, method.name);
                    parameters.push(context! {
                        name => parameters_of(method), doc => comment(&doc, 0),
                        fields => facade.fields(&method.fields, true)?,
                    });
                    used.insert(parameters_of(method));
                }
                used.insert(method.answer.clone());
                shapes.extend(facade.shape(&method.parameters, &method.fields));
                let answer = method.answer.clone();
                let spread = method.spread.as_deref().map(|name| camel(name).unwrap_or_default());
                let parameters = &method.parameters;
                let listing = method.listing;
                operations.push(context! { name => &method.operation, parameters, answer, spread, listing });
                methods.push(facade.method(method)?);
            }
            let name =
                camel(&resource.name).ok_or_else(|| format!("{}: has no camel case", resource.name))?;
            resources.push(context! { name, class => &resource.class, methods });
        }
        shapes.extend(gateway.models.iter().filter_map(|model| facade.shape(&model.name, &model.fields)));
        let (json, money) = (facade.json_types(), facade.has_money());
        let context = context! { title, models, unions, values, parameters, json, money };
        files.push(templates.file("models", format!("{name}/models.ts"), context)?);
        let (mut options, mut listings) = (BTreeSet::new(), false);
        for method in gateway.resources.iter().flat_map(|resource| &resource.methods) {
            options.insert(if method.keyed { "KeyedCallOptions" } else { "CallOptions" });
            if method.listing {
                listings = true;
            } else {
                options.insert("Reply");
            }
        }
        let context = context! { title, client, resources, used, options, listings };
        files.push(templates.file("resources", format!("{name}/resources.ts"), context)?);
    }
    files.push(templates.file("table", "table.ts", context! { shapes, operations })?);
    Ok(files)
}

fn parameters_of(method: &Method) -> String {
    format!("{}Parameters", method.parameters)
}

struct Facade<'a> {
    gateway: &'a Gateway,
}

impl Facade<'_> {
    fn model(&self, model: &Model) -> Result<Value, Problem> {
        Ok(
            context! { name => &model.name, doc => comment(&model.doc, 0), fields => self.fields(&model.fields, model.input)? },
        )
    }

    fn fields(&self, fields: &[Field], input: bool) -> Result<Vec<Value>, Problem> {
        fields
            .iter()
            .map(|field| {
                let name = camel(&field.name)
                    .ok_or_else(|| format!("{}: has no camel case that leads back", field.name))?;
                let ty = self.ty(&field.ty, input);
                let (mark, ty) = match (field.optional, input) {
                    (true, true) => ("?", format!("{ty} | undefined")),
                    // An answer has every member: null where nothing is known.
                    (true, false) => ("", format!("{ty} | null")),
                    (false, _) => ("", ty),
                };
                let readonly = if input { "" } else { "readonly " };
                Ok(context! { name => format!("{readonly}{name}{mark}"), ty, doc => comment(&field.doc, 2) })
            })
            .collect()
    }

    fn union(&self, union: &Union) -> Result<Value, Problem> {
        let variants: Vec<_> = match &union.content {
            Some(content) => {
                let names = camel(&union.tag).zip(camel(content));
                let (tag, content) =
                    names.ok_or_else(|| format!("{}: has no camel case that leads back", union.name))?;
                union
                    .variants
                    .iter()
                    .map(|variant| format!("{{ {tag}: {:?}; {content}: {} }}", variant.value, variant.model))
                    .collect()
            }
            None => union
                .variants
                .iter()
                .map(|variant| variant.model.clone())
                .chain(["JsonValue".to_owned()])
                .collect(),
        };
        let by_type: Vec<_> = match &union.content {
            Some(_) => Vec::new(),
            None => union.variants.iter().map(|one| format!("{}: {}", one.value, one.model)).collect(),
        };
        let doc = comment(&union.doc, 0);
        Ok(
            context! { name => &union.name, doc, ty => variants.join(" | "), tag => camel(&union.tag), by_type },
        )
    }

    fn method(&self, method: &Method) -> Result<Value, Problem> {
        let name = camel(&method.name).ok_or_else(|| format!("{}: has no camel case", method.operation))?;
        let loops = match method.listing {
            true => {
                "\n\nNothing is sent yet: `for await` brings every item, page after page, 100 at a time unless `limit` is \
                     given; `page()` reads one page. The options are those of each page's call."
            }
            false => "",
        };
        let doc = comment(&format!("{}{loops}\n\n`{}`", method.doc, method.http), 2);
        let parameters = match method.fields.as_slice() {
            [] => String::new(),
            fields if fields.iter().all(|field| field.optional) => {
                format!("parameters: {} = {{}}, ", parameters_of(method))
            }
            _ => format!("parameters: {}, ", parameters_of(method)),
        };
        let given = if method.fields.is_empty() { "{}" } else { "parameters" };
        let (keyed, listing) = (method.keyed, method.listing);
        Ok(
            context! { name, operation => &method.operation, doc, parameters, given, answer => &method.answer, keyed, listing },
        )
    }

    /// Whether anything takes money.
    fn has_money(&self) -> bool {
        let methods = self.gateway.resources.iter().flat_map(|resource| &resource.methods);
        let models = self.gateway.models.iter().flat_map(|model| &model.fields);
        methods.flat_map(|method| &method.fields).chain(models).any(|field| field.ty == Type::Money)
    }

    /// The types for free JSON that this gateway needs.
    fn json_types(&self) -> BTreeSet<&'static str> {
        fn of(ty: &Type) -> Option<&'static str> {
            match ty {
                Type::Json => Some("JsonValue"),
                Type::Object => Some("JsonObject"),
                Type::List(inner) => of(inner),
                _ => None,
            }
        }
        let methods = self.gateway.resources.iter().flat_map(|resource| &resource.methods);
        let fields = methods.flat_map(|method| &method.fields);
        let all = self.gateway.models.iter().flat_map(|model| &model.fields).chain(fields);
        let beside = self.gateway.unions.iter().any(|union| union.content.is_none());
        all.filter_map(|field| of(&field.ty)).chain(beside.then_some("JsonValue")).collect()
    }

    fn ty(&self, ty: &Type, input: bool) -> String {
        match ty {
            Type::Text | Type::Secret | Type::Date => "string".to_owned(),
            Type::Int => "number".to_owned(),
            Type::Bool => "boolean".to_owned(),
            Type::Decimal if input => "string | bigint".to_owned(),
            Type::Decimal => "string".to_owned(),
            Type::Money => "Money".to_owned(),
            Type::DateTime => "Date".to_owned(),
            Type::Json => "JsonValue".to_owned(),
            Type::Object => "JsonObject".to_owned(),
            Type::List(inner) => format!("readonly ({})[]", self.ty(inner, input)),
            Type::Model(name) | Type::Values(name) | Type::Union(name) => name.clone(),
            Type::TextOr(texts, model) => {
                let texts: Vec<_> = texts.iter().map(|text| format!("{text:?}")).collect();
                format!("{} | {model}", texts.join(" | "))
            }
        }
    }

    /// The fields that need care on their way in or out; `None` if none does.
    fn shape(&self, name: &str, fields: &[Field]) -> Option<Value> {
        let fields: Vec<_> = fields
            .iter()
            .filter_map(|field| Some(format!("{}: {}", field.name, self.care(&field.ty)?)))
            .collect();
        (!fields.is_empty()).then(|| context! { name, fields })
    }

    fn care(&self, ty: &Type) -> Option<String> {
        Some(match ty {
            Type::Text | Type::Int | Type::Bool | Type::Date | Type::Money | Type::Values(_) => return None,
            Type::Decimal => "\"decimal\"".to_owned(),
            Type::DateTime => "\"datetime\"".to_owned(),
            Type::Secret => "\"secret\"".to_owned(),
            Type::Json | Type::Object => "\"json\"".to_owned(),
            Type::List(inner) => format!("{{ list: {} }}", self.care(inner)?),
            Type::Model(name) | Type::TextOr(_, name) => format!("{{ model: {name:?} }}"),
            Type::Union(name) => {
                let union = self.gateway.unions.iter().find(|union| union.name == *name)?;
                let variants: Vec<_> = union
                    .variants
                    .iter()
                    .map(|variant| format!("{}: {:?}", variant.value, variant.model))
                    .collect();
                let variants = variants.join(", ");
                match &union.content {
                    Some(content) => format!(
                        "{{ tag: {:?}, content: {content:?}, variants: {{ {variants} }} }}",
                        union.tag
                    ),
                    None => format!("{{ beside: {:?}, variants: {{ {variants} }} }}", union.tag),
                }
            }
        })
    }
}

/// A JSDoc comment, `indent` spaces deep.
fn comment(doc: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let doc = doc.replace("*/", "*\\/");
    match wrap(&doc, WIDTH - indent - 3).as_slice() {
        [line] => format!("/** {line} */"),
        lines => {
            let lines: Vec<_> =
                lines.iter().map(|line| format!("{margin} * {line}").trim_end().to_owned()).collect();
            format!("/**\n{}\n{margin} */", lines.join("\n"))
        }
    }
}
