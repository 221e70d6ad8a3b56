//! The API as no language in particular writes it: what the templates of each language are given.

use serde::Serialize;

/// Both gateways, and the kinds of errors.
#[derive(Clone, Debug, Serialize)]
pub struct Api {
    /// In the order of core's table.
    pub gateways: Vec<Gateway>,
    /// In the order of core's list.
    pub errors: Vec<ErrorKind>,
}

/// One gateway.
#[derive(Clone, Debug, Serialize)]
pub struct Gateway {
    /// `ito`.
    pub name: String,
    /// Its groups of calls.
    pub resources: Vec<Resource>,
    /// Everything that its calls take and answer, and that has fields.
    pub models: Vec<Model>,
    /// Its sets of values that the gateway may extend.
    pub values: Vec<Values>,
    /// Its choices between models.
    pub unions: Vec<Union>,
}

/// A group of calls: `payments`.
#[derive(Clone, Debug, Serialize)]
pub struct Resource {
    /// `payments`.
    pub name: String,
    /// `Payments`.
    pub class: String,
    /// Its calls.
    pub methods: Vec<Method>,
}

/// One call.
#[derive(Clone, Debug, Serialize)]
pub struct Method {
    /// `create`.
    pub name: String,
    /// `ito.payments.create`.
    pub operation: String,
    /// `POST /payment/process`.
    pub http: String,
    /// What it does.
    pub doc: String,
    /// The name of its parameters' type.
    pub parameters: String,
    /// Its parameters.
    pub fields: Vec<Field>,
    /// The name of its answer's model; of a list, that of an item.
    pub answer: String,
    /// Whether it answers one page of a list: `items`, `has_more`, `total_hits` and `next_cursor`, which is the
    /// parameter `cursor` of the next page.
    pub listing: bool,
    /// The parameter whose members stand in the body themselves: errors name them without it.
    pub spread: Option<String>,
    /// Whether it carries an idempotency key.
    pub keyed: bool,
}

/// Something with fields.
#[derive(Clone, Debug, Serialize)]
pub struct Model {
    /// `CreatedPayment`.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether callers make it; otherwise it is part of an answer.
    pub input: bool,
    /// The union it is a variant of, when sent.
    pub tag: Option<Tag>,
}

/// How a variant of a union stands in JSON: `{"payment_type": "card", "data": {…}}`.
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    /// `payment_type`.
    pub tag: String,
    /// `card`.
    pub value: String,
    /// `data`.
    pub content: String,
}

/// A parameter, or a member of a model.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Its name on the wire, in snake case.
    pub name: String,
    /// What it holds.
    pub doc: String,
    /// Its type.
    pub ty: Type,
    /// Whether it may be left out, or is null when it is not known.
    pub optional: bool,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// Any text.
    Text,
    /// A whole number that fits into 53 bits.
    Int,
    /// True or false.
    Bool,
    /// An exact decimal.
    Decimal,
    /// An amount in a currency's smallest unit, and the currency: written by hand in every language.
    Money,
    /// An instant.
    DateTime,
    /// A day of the calendar.
    Date,
    /// Text that is never shown.
    Secret,
    /// Any JSON.
    Json,
    /// A JSON object with any members.
    Object,
    /// A list.
    List(Box<Type>),
    /// A model.
    Model(String),
    /// A set of values.
    Values(String),
    /// A choice between models.
    Union(String),
    /// One of these texts, or else the model.
    TextOr(Vec<String>, String),
}

/// A set of values that the gateway may extend.
#[derive(Clone, Debug, Serialize)]
pub struct Values {
    /// `CardBrand`.
    pub name: String,
    /// Those that are known.
    pub values: Vec<String>,
}

/// A choice between models.
#[derive(Clone, Debug, Serialize)]
pub struct Union {
    /// `PaymentMethod`.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// The field that says which: beside the content, or beside the union when there is no content.
    pub tag: String,
    /// The field below which the variant stands.
    pub content: Option<String>,
    /// The variants.
    pub variants: Vec<Variant>,
}

/// One variant of a union.
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// The tag's value.
    pub value: String,
    /// The model.
    pub model: String,
}

/// One kind of error.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorKind {
    /// `rate_limited`.
    pub name: String,
    /// `RateLimitedError`.
    pub class: String,
    /// When it is raised.
    pub doc: String,
}
