//! The Python facade: frozen dataclasses, resources with keyword arguments, exception classes.

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use crate::Problem;
use crate::doc::wrap;
use crate::model::{Api, Field, Gateway, Method, Model, Type, Union};
use crate::names::{client, title};
use crate::render::{File, Templates};

/// Width of a docstring's lines.
const WIDTH: usize = 96;

/// Names of a method's own options, which no parameter may have.
const OPTIONS: [&str; 6] =
    ["self", "timeout", "attempt_timeout", "connect_timeout", "max_retries", "idempotency_key"];

/// What Python keeps for itself: these names get an underscore behind, as PEP 8 has it. The native module takes it off.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Every file of `python/src/kaikei/generated`.
pub fn files(api: &Api) -> Result<Vec<File>, Problem> {
    let templates = Templates::new(&[
        ("package", include_str!("../templates/python/package.py.j2")),
        ("errors", include_str!("../templates/python/errors.py.j2")),
        ("table", include_str!("../templates/python/table.py.j2")),
        ("models", include_str!("../templates/python/models.py.j2")),
        ("values", include_str!("../templates/python/values.py.j2")),
        ("resource", include_str!("../templates/python/resource.py.j2")),
        ("resources", include_str!("../templates/python/resources.py.j2")),
    ])?;
    let errors: Vec<_> = api
        .errors
        .iter()
        .map(|error| context! { name => &error.name, class => &error.class, doc => docstring(&error.doc, 4) })
        .collect();
    let mut files = vec![
        templates.file("package", "__init__.py", context! { title => "both gateways" })?,
        templates.file("errors", "errors.py", context! { errors })?,
    ];
    let mut table = Vec::new();
    for gateway in &api.gateways {
        let name = &gateway.name;
        let title = title(name);
        let facade = Facade { gateway };
        let models: Vec<_> = gateway.models.iter().map(|model| facade.model(model)).collect();
        let unions: Vec<_> = gateway.unions.iter().map(|union| facade.union(union)).collect();
        table.extend(gateway.models.iter().filter(|model| !model.input).map(|model| facade.row(model)));
        let values = Value::from(Serde(&gateway.values));
        files.push(templates.file("package", format!("{name}/__init__.py"), context! { title })?);
        files.push(templates.file(
            "models",
            format!("{name}/models.py"),
            context! { title, name, models, unions, values => &values },
        )?);
        files.push(templates.file(
            "values",
            format!("{name}/values.py"),
            context! { title, values => values.clone() },
        )?);
        let mut resources = Vec::new();
        for resource in &gateway.resources {
            let methods =
                resource.methods.iter().map(|method| facade.method(method)).collect::<Result<Vec<_>, _>>()?;
            let listings = resource.methods.iter().any(|method| method.listing);
            let context = context! { title, name, resource => &resource.name, class => &resource.class, methods, listings,
            models => gateway.models.iter().map(|model| model.name.clone()).collect::<Vec<_>>(),
            unions => gateway.unions.iter().map(|union| union.name.clone()).collect::<Vec<_>>(), values => &values };
            files.push(templates.file("resource", format!("{name}/{}.py", resource.name), context)?);
            resources.push(context! { name => &resource.name, class => &resource.class });
        }
        let client = client(name);
        files.push(templates.file(
            "resources",
            format!("{name}/resources.py"),
            context! { title, name, client, resources },
        )?);
    }
    let mut methods = api.gateways.iter().flat_map(|gateway| &gateway.resources).flat_map(|one| &one.methods);
    let listings = methods.any(|method| method.listing);
    files.push(templates.file("table", "table.py", context! { table, listings })?);
    Ok(files)
}

struct Facade<'a> {
    gateway: &'a Gateway,
}

/// A field as a template writes it.
#[derive(Serialize)]
struct Written {
    name: String,
    /// The name in JSON.
    wire: String,
    ty: String,
    default: Option<&'static str>,
    doc: String,
}

impl Facade<'_> {
    fn model(&self, model: &Model) -> Value {
        let secrets: Vec<_> =
            model.fields.iter().filter(|field| field.ty == Type::Secret).map(name_of).collect();
        let fields: Vec<_> = model.fields.iter().map(|field| self.field(field, model.input)).collect();
        let fields = Value::from(Serde(&fields));
        context! { name => &model.name, doc => docstring(&model.doc, 4), fields, secrets, input => model.input, tag => Value::from(Serde(&model.tag)) }
    }

    fn field(&self, field: &Field, input: bool) -> Written {
        let ty = self.ty(&field.ty, input);
        let default = match (&field.ty, field.optional, input) {
            (_, true, _) => Some("None"),
            (Type::List(_), false, false) => Some("field(default_factory=list)"),
            (Type::Object, false, false) => Some("field(default_factory=dict)"),
            _ => None,
        };
        let ty = if field.optional { format!("{ty} | None") } else { ty };
        Written { name: name_of(field), wire: field.name.clone(), ty, default, doc: docstring(&field.doc, 4) }
    }

    fn union(&self, union: &Union) -> Value {
        let models =
            union.variants.iter().map(|variant| variant.model.as_str()).collect::<Vec<_>>().join(" | ");
        // What stands beside its tag may be of a way of paying that is not known yet.
        let ty = if union.content.is_some() { models } else { models + " | Any" };
        context! { name => &union.name, doc => docstring(&union.doc, 0), ty }
    }

    fn method(&self, method: &Method) -> Result<Value, Problem> {
        if let Some(field) = method.fields.iter().find(|field| OPTIONS.contains(&field.name.as_str())) {
            return Err(format!("{}: a parameter may not be called {}", method.operation, field.name));
        }
        let has = |name: &str| method.fields.iter().any(|field| field.name == name);
        if method.listing && !(has("cursor") && has("limit")) {
            return Err(format!("{}: a list needs the parameters cursor and limit", method.operation));
        }
        let (required, optional): (Vec<_>, Vec<_>) = method.fields.iter().partition(|field| !field.optional);
        let fields: Vec<_> =
            required.into_iter().chain(optional).map(|field| self.field(field, true)).collect();
        let mut lines = wrap(&method.doc, WIDTH - 8);
        lines.extend([String::new(), format!("``{}``", method.http), String::new(), "Args:".to_owned()]);
        let options = [
            ("timeout", "Limits everything, in seconds: every try, every wait, and fetching a token."),
            ("attempt_timeout", "Limits each try, in seconds."),
            ("connect_timeout", "Limits connecting, TLS included, in seconds."),
            ("max_retries", "How often a try may be repeated where repeating is safe."),
            ("idempotency_key", "Your own key instead of a random one: 1 to 255 visible ASCII characters."),
        ];
        let options = options.iter().filter(|(name, _)| method.keyed || *name != "idempotency_key");
        let documented = method.fields.iter().map(|field| (name_of(field), field.doc.as_str()));
        let options = options.map(|(name, doc)| ((*name).to_owned(), *doc));
        for (name, doc) in documented.chain(options) {
            let text = format!("{name}: {}", doc.replace("\n\n", " "));
            for (at, line) in wrap(&text, WIDTH - 16).into_iter().enumerate() {
                lines.push(format!("{}{line}", if at == 0 { "    " } else { "        " }));
            }
        }
        if method.listing {
            let text = "Returns: a list that sends nothing yet. A loop over it brings every item, page after page, 100 at \
                        a time unless `limit` is given; `page()` reads one page. The time limits are those of each page.";
            lines.push(String::new());
            lines.extend(wrap(text, WIDTH - 8));
        }
        lines.extend([
            String::new(),
            "Raises:".to_owned(),
            "    kaikei.Error: One of its subclasses, by what went wrong.".to_owned(),
        ]);
        Ok(context! {
            name => &method.name, operation => &method.operation, answer => &method.answer, keyed => &method.keyed,
            listing => &method.listing, fields => Value::from(Serde(&fields)), doc => literal(&lines, 8),
        })
    }

    fn ty(&self, ty: &Type, input: bool) -> String {
        match ty {
            Type::Text | Type::Secret => "str".to_owned(),
            Type::Int => "int".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Decimal if input => "Decimal | int | str".to_owned(),
            Type::Decimal => "Decimal".to_owned(),
            Type::Money => "Money".to_owned(),
            Type::DateTime => "datetime".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Json => "Any".to_owned(),
            Type::Object if input => "Mapping[str, Any]".to_owned(),
            Type::Object => "dict[str, Any]".to_owned(),
            Type::List(inner) if input => format!("Sequence[{}]", self.ty(inner, input)),
            Type::List(inner) => format!("list[{}]", self.ty(inner, input)),
            Type::Model(name) | Type::Values(name) | Type::Union(name) => name.clone(),
            Type::TextOr(texts, model) => format!("Literal{texts:?} | {model}"),
        }
    }

    /// What the native decoder has to know of a model.
    fn row(&self, model: &Model) -> Value {
        let conversions: Vec<_> = model
            .fields
            .iter()
            .filter_map(|field| {
                let conversion = match field.ty {
                    Type::Decimal => "decimal",
                    Type::DateTime => "datetime",
                    Type::Date => "date",
                    _ => return None,
                };
                Some(format!("{:?}: {conversion:?}", field.name))
            })
            .collect();
        context! { name => &model.name, module => format!("kaikei.generated.{}.models", self.gateway.name), conversions => conversions.join(", ") }
    }
}

/// A field's name in Python.
fn name_of(field: &Field) -> String {
    let mark = if KEYWORDS.contains(&field.name.as_str()) { "_" } else { "" };
    format!("{}{mark}", field.name)
}

/// A docstring of wrapped lines, `indent` spaces deep.
fn docstring(doc: &str, indent: usize) -> String {
    literal(&wrap(doc, WIDTH - indent), indent)
}

fn literal(lines: &[String], indent: usize) -> String {
    let margin = " ".repeat(indent);
    let escaped: Vec<_> =
        lines.iter().map(|line| line.replace('\\', r"\\").replace("\"\"\"", "\\\"\\\"\\\"")).collect();
    match escaped.as_slice() {
        [line] if !line.ends_with('"') => format!("\"\"\"{line}\"\"\""),
        lines => {
            let lines: Vec<_> = lines
                .iter()
                .enumerate()
                .map(
                    |(at, line)| {
                        if at == 0 || line.is_empty() { line.clone() } else { format!("{margin}{line}") }
                    },
                )
                .collect();
            format!("\"\"\"{}\n{margin}\"\"\"", lines.join("\n"))
        }
    }
}
