//! The Swift facade: structs below their client, resources with async methods, the kinds of errors.

use minijinja::{Value, context};

use crate::Problem;
use crate::doc::{in_camel_case, wrap};
use crate::model::{Api, Field, Gateway, Method, Model, Type, Union};
use crate::names::{camel, client, pascal, title};
use crate::render::{File, Templates};

/// Width of a comment's lines.
const WIDTH: usize = 116;

/// Words that need backticks as names.
const KEYWORDS: &str = "any as associatedtype break case catch class continue default defer deinit do else enum \
    extension fallthrough false fileprivate for func guard if import in init inout internal is let nil open operator \
    precedencegroup private protocol public repeat rethrows return self Self static struct subscript super switch throw \
    throws true try typealias var where while";

/// What `Reply` has beside the answer's own members.
const REPLY: [&str; 4] = ["value", "raw", "rawText", "response"];

/// Answers that are written by hand, beside those that are generated.
const BY_HAND: [&str; 1] = ["Event"];

/// Every file of `Generated` below `swift/Sources/Kaikei` and `swift/Sources/kaikei-conformance`.
pub fn files(api: &Api) -> Result<Vec<File>, Problem> {
    let templates = Templates::new(&[
        ("errors", include_str!("../templates/swift/errors.swift.j2")),
        ("values", include_str!("../templates/swift/values.swift.j2")),
        ("models", include_str!("../templates/swift/models.swift.j2")),
        ("resources", include_str!("../templates/swift/resources.swift.j2")),
        ("runner", include_str!("../templates/swift/runner.swift.j2")),
    ])?;
    let api = &in_camel_case(api);
    let errors: Vec<_> = api
        .errors
        .iter()
        .map(|error| context! { name => &error.name, case => case(&error.name), doc => comment(&error.doc, 8) })
        .collect();
    let mut files = vec![templates.file("errors", "Kaikei/ErrorKind.swift", context! { errors })?];
    for gateway in &api.gateways {
        let (title, client) = (title(&gateway.name), client(&gateway.name));
        let facade = Facade { gateway };
        let (inputs, answers): (Vec<_>, Vec<_>) = gateway
            .models
            .iter()
            .filter(|model| !BY_HAND.contains(&model.name.as_str()))
            .map(|model| Ok((facade.model(model)?, model)))
            .collect::<Result<Vec<_>, Problem>>()?
            .into_iter()
            .partition(|(_, model)| model.input);
        let methods = gateway.resources.iter().flat_map(|resource| &resource.methods);
        let parameters = methods
            .filter(|method| !method.fields.is_empty())
            .map(|method| facade.parameters(method))
            .collect::<Result<Vec<_>, _>>()?;
        let inputs: Vec<_> = inputs.into_iter().map(|(written, _)| written).chain(parameters).collect();
        let answers: Vec<_> = answers.into_iter().map(|(written, _)| written).collect();
        let (sent, received): (Vec<_>, Vec<_>) =
            gateway.unions.iter().partition(|union| union.content.is_some());
        let sent: Vec<_> = sent.into_iter().map(|union| facade.union(union)).collect();
        let received: Vec<_> = received.into_iter().map(|union| facade.union(union)).collect();
        let values: Vec<_> = gateway
            .values
            .iter()
            .map(|set| context! { name => &set.name, cases => cases(&set.values) })
            .collect();
        if !values.is_empty() {
            files.push(templates.file(
                "values",
                format!("Kaikei/{client}Values.swift"),
                context! { title, client, values },
            )?);
        }
        let choices = facade.choices()?;
        let given = (inputs.clone(), sent.clone(), choices.clone());
        let context = context! { title, client, what => "take", models => inputs, unions => sent, choices };
        files.push(templates.file("models", format!("Kaikei/{client}Parameters.swift"), context)?);
        let none: Vec<Value> = Vec::new();
        let context = context! { title, client, what => "answer", models => answers, unions => received, choices => none };
        files.push(templates.file("models", format!("Kaikei/{client}Answers.swift"), context)?);
        let mut resources = Vec::new();
        for resource in &gateway.resources {
            let methods =
                resource.methods.iter().map(|method| facade.method(method)).collect::<Result<Vec<_>, _>>()?;
            let name =
                camel(&resource.name).ok_or_else(|| format!("{}: has no camel case", resource.name))?;
            resources.push(context! { name, class => &resource.class, methods });
        }
        let context = context! { title, client, resources => resources.clone() };
        files.push(templates.file("resources", format!("Kaikei/{client}Resources.swift"), context)?);
        let (models, unions, choices) = given;
        let mut methods = gateway.resources.iter().flat_map(|resource| &resource.methods);
        let listings = methods.any(|method| method.listing);
        let context = context! { title, client, resources, listings, models, unions, choices };
        files.push(templates.file(
            "runner",
            format!("kaikei-conformance/{client}Operations.swift"),
            context,
        )?);
    }
    Ok(files)
}

struct Facade<'a> {
    gateway: &'a Gateway,
}

impl Facade<'_> {
    fn model(&self, model: &Model) -> Result<Value, Problem> {
        let answered = |name: &str| {
            self.gateway
                .resources
                .iter()
                .flat_map(|resource| &resource.methods)
                .any(|method| method.answer == name && !method.listing)
        };
        let names = model.fields.iter().filter_map(|field| camel(&field.name));
        if let Some(name) =
            names.into_iter().find(|name| answered(&model.name) && REPLY.contains(&name.as_str()))
        {
            return Err(format!("{}: an answer's field may not be called {name}", model.name));
        }
        self.structure(&model.name, &model.doc, &model.fields, model.input)
    }

    fn parameters(&self, method: &Method) -> Result<Value, Problem> {
        let name = method.operation.split_once('.').map_or(method.operation.as_str(), |(_, name)| name);
        let called = camel(name).ok_or_else(|| format!("{name}: has no camel case"))?;
        let doc = format!("The parameters of `{called}`.");
        self.structure(&method.parameters, &doc, &method.fields, true)
    }

    fn structure(&self, name: &str, doc: &str, fields: &[Field], input: bool) -> Result<Value, Problem> {
        let written = fields.iter().map(|field| self.field(field, input)).collect::<Result<Vec<_>, _>>()?;
        let free: Vec<_> = fields
            .iter()
            .filter(|field| input && matches!(field.ty, Type::Json | Type::Object))
            .map(|field| field.name.clone())
            .collect();
        let mut init_doc = vec!["        /// Makes one. What may be left out is not sent.".to_owned()];
        init_doc.extend(["        ///".to_owned(), "        /// - Parameters:".to_owned()]);
        for field in fields {
            let text = format!("- {}: {}", self.name(field)?, field.doc.replace("\n\n", " "));
            for (at, line) in wrap(&text, WIDTH - 20).into_iter().enumerate() {
                init_doc.push(format!("        ///   {}{line}", if at == 0 { "" } else { "  " }));
            }
        }
        Ok(
            context! { name, doc => comment(doc, 4), fields => written, input, free, init_doc => init_doc.join("\n") },
        )
    }

    fn name(&self, field: &Field) -> Result<String, Problem> {
        let name =
            camel(&field.name).ok_or_else(|| format!("{}: has no camel case that leads back", field.name))?;
        Ok(if KEYWORDS.split(' ').any(|word| word == name) { format!("`{name}`") } else { name })
    }

    fn field(&self, field: &Field, input: bool) -> Result<Value, Problem> {
        let ty = self.ty(&field.ty)?;
        // Free JSON has a null of its own, but nothing was sent is still something else.
        let ty = if field.optional { format!("{ty}?") } else { ty };
        let beside = match &field.ty {
            Type::Union(name) if !input => {
                self.gateway.unions.iter().find(|union| union.name == *name).map(|union| union.tag.clone())
            }
            _ => None,
        };
        let client = client(&self.gateway.name);
        let make = match &field.ty {
            Type::Model(name) | Type::Union(name) => Some(format!("{client}.{name}.init")),
            Type::TextOr(_, model) => Some(format!("{client}.{}.fitting", choice(model)?)),
            _ => None,
        };
        Ok(context! {
            name => self.name(field)?, wire => &field.name, ty, doc => comment(&field.doc, 8), optional => field.optional, beside, make,
        })
    }

    fn union(&self, union: &Union) -> Value {
        let variants: Vec<_> = union
            .variants
            .iter()
            .map(|variant| {
                let model = self.gateway.models.iter().find(|model| model.name == variant.model);
                let doc = model.map_or("", |model| model.doc.split("\n\n").next().unwrap_or_default());
                context! { case => case(&variant.value), value => &variant.value, model => &variant.model, doc => comment(doc, 8) }
            })
            .collect();
        context! { name => &union.name, doc => comment(&union.doc, 4), tag => &union.tag, content => &union.content, variants }
    }

    /// The enums for "one of these texts, or else the model", once each.
    fn choices(&self) -> Result<Vec<Value>, Problem> {
        let methods = self.gateway.resources.iter().flat_map(|resource| &resource.methods);
        let fields = self
            .gateway
            .models
            .iter()
            .flat_map(|model| &model.fields)
            .chain(methods.flat_map(|method| &method.fields));
        let mut seen = Vec::new();
        let mut choices = Vec::new();
        for field in fields {
            let Type::TextOr(texts, model) = &field.ty else { continue };
            if seen.contains(&model) {
                continue;
            }
            seen.push(model);
            choices.push(context! { name => choice(model)?, model, cases => cases(texts) });
        }
        Ok(choices)
    }

    fn method(&self, method: &Method) -> Result<Value, Problem> {
        let name = camel(&method.name).ok_or_else(|| format!("{}: has no camel case", method.operation))?;
        let entry = camel(&method.operation.replace('.', "_"))
            .ok_or_else(|| format!("{}: has no camel case", method.operation))?;
        let last = match method.listing {
            true => {
                "Nothing is sent yet: `for try await` brings every item, page after page; `page()` reads one page. \
                 The options are those of each page's call."
            }
            false => "Throws: ``KaikeiError``, or `CancellationError` when the task is cancelled.",
        };
        let doc = format!("{}\n\n`{}`\n\n{last}", method.doc, method.http);
        let doc = comment(&doc, 8).replace("/// Throws:", "/// - Throws:");
        let parameters = (!method.fields.is_empty()).then_some(&method.parameters);
        let all_optional = method.fields.iter().all(|field| field.optional);
        Ok(context! {
            name, entry, doc, parameters, all_optional, answer => &method.answer, keyed => method.keyed,
            listing => method.listing, operation => &method.operation, spread => &method.spread,
        })
    }

    fn ty(&self, ty: &Type) -> Result<String, Problem> {
        Ok(match ty {
            Type::Text => "String".to_owned(),
            Type::Int => "Int".to_owned(),
            Type::Bool => "Bool".to_owned(),
            Type::Decimal => "Decimal".to_owned(),
            Type::Money => "Money".to_owned(),
            Type::DateTime => "Date".to_owned(),
            Type::Date => "CalendarDate".to_owned(),
            Type::Secret => "Secret".to_owned(),
            Type::Json => "JSONValue".to_owned(),
            Type::Object => "JSONObject".to_owned(),
            Type::List(inner) => format!("[{}]", self.ty(inner)?),
            Type::Model(name) | Type::Values(name) | Type::Union(name) => name.clone(),
            Type::TextOr(_, model) => choice(model)?,
        })
    }
}

/// `OtherCurrency` is the rest of `Currency`.
fn choice(model: &str) -> Result<String, Problem> {
    model.strip_prefix("Other").map(str::to_owned).ok_or_else(|| format!("{model}: is not called Other…"))
}

fn cases(texts: &[String]) -> Vec<Value> {
    texts.iter().map(|text| context! { text, case => case(text) }).collect()
}

/// `SGP-USD` becomes `sgpUsd`.
fn case(text: &str) -> String {
    let words = pascal(&text.to_lowercase().replace('-', "_"));
    let (first, rest) = words.split_at(words.len().min(1));
    let name = first.to_lowercase() + rest;
    if KEYWORDS.split(' ').any(|word| word == name) { format!("`{name}`") } else { name }
}

/// A documentation comment, `indent` spaces deep.
fn comment(doc: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let lines = wrap(doc, WIDTH - indent - 4);
    let lines: Vec<_> =
        lines.iter().map(|line| format!("{margin}/// {line}").trim_end().to_owned()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::case;

    #[test]
    fn keywords_are_quoted() {
        for word in ["in", "true", "self", "case", "while"] {
            assert_eq!(case(word), format!("`{word}`"));
        }
        assert_eq!(case("SGP-USD"), "sgpUsd");
    }
}
