//! What a small table of operations, with every kind of field, becomes in each language, before its formatter.
//! `INSTA_UPDATE=always cargo test --package kaikei-codegen` rewrites the snapshots.

use kaikei_codegen::{Declared, File, kotlin, node, python, read, swift};
use kaikei_core::engine::{Method, RetryClass};
use kaikei_core::ito::Currency;
use kaikei_core::time::{CalendarDate, Timestamp};
use kaikei_core::univapay::{CardBrand, Money, Page, PhoneNumber, TokenData};
use kaikei_core::{Amount, Auth, Json, JsonObject, Meta, Secret};
use schemars::{JsonSchema, SchemaGenerator};

/// Sends one of everything. See [`Everything`].
///
/// A backslash \ and """quotes""" and */ do no harm.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct SendEverything {
    /// Text that must be there.
    text: String,
    /// A whole number.
    count: Option<u32>,
    /// An exact amount.
    amount: Amount,
    /// How much, and of which `currency`; see `secret_word`.
    money: Money,
    /// Never shown.
    secret_word: Secret,
    /// One of two ways.
    way: Way,
    /// Free JSON.
    #[serde(default)]
    metadata: JsonObject,
    /// One of few, or another.
    currency: Option<Currency>,
    /// A list.
    numbers: Option<Vec<String>>,
}

/// A way.
#[derive(JsonSchema)]
#[schemars(tag = "way_type", content = "data", rename_all = "snake_case")]
#[allow(dead_code, reason = "only its schema is used")]
enum Way {
    ByPhone(PhoneNumber),
    ByCode(CodeWay),
}

/// By a code.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct CodeWay {
    /// The code.
    code: Secret,
}

/// One of everything.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct Everything {
    /// Sure to be there.
    id: String,
    /// Whether.
    active: Option<bool>,
    /// How much.
    amount: Option<Amount>,
    /// When.
    created_on: Option<Timestamp>,
    /// The day.
    date: Option<CalendarDate>,
    /// Open.
    brand: Option<CardBrand>,
    /// Anything.
    anything: Option<Json>,
    /// Beside its tag.
    data: Option<TokenData>,
    /// More of them.
    parts: Vec<Part>,
}

/// A part.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct Part {
    /// Its name.
    name: Option<String>,
}

/// Lists parts.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct ListParts {
    /// Where the page begins.
    cursor: Option<String>,
    /// How many items a page holds.
    limit: Option<u64>,
}

/// Without parameters.
#[derive(JsonSchema)]
struct Ping {}

fn entry<P: JsonSchema, A: JsonSchema>(meta: &'static Meta) -> Declared {
    Declared {
        meta,
        parameters: |generator: &mut SchemaGenerator| generator.subschema_for::<P>(),
        answer: |generator: &mut SchemaGenerator| generator.subschema_for::<A>(),
    }
}

fn table() -> Vec<Declared> {
    vec![
        entry::<SendEverything, Everything>(&Meta {
            name: "univapay.things.send_all",
            method: Method::Post,
            path: "/things",
            auth: Auth::AppToken,
            retry: RetryClass::Keyed,
            spread: Some("money"),
            ..Meta::PLAIN
        }),
        entry::<ListParts, Page<Part>>(&Meta {
            name: "univapay.things.list",
            method: Method::Get,
            path: "/things",
            auth: Auth::AppToken,
            retry: RetryClass::Safe,
            ..Meta::PLAIN
        }),
        entry::<Ping, Part>(&Meta {
            name: "univapay.things.ping",
            method: Method::Get,
            path: "/ping",
            auth: Auth::AppToken,
            retry: RetryClass::Safe,
            ..Meta::PLAIN
        }),
    ]
}

fn snapshot(language: &str, files: Vec<File>) {
    for file in files {
        insta::assert_snapshot!(format!("{language}-{}", file.path.replace('/', "-")), file.text);
    }
}

#[test]
fn python() {
    snapshot("python", python::files(&read(&table()).unwrap()).unwrap());
}

#[test]
fn node() {
    snapshot("node", node::files(&read(&table()).unwrap()).unwrap());
}

#[test]
fn swift() {
    snapshot("swift", swift::files(&read(&table()).unwrap()).unwrap());
}

#[test]
fn kotlin() {
    snapshot("kotlin", kotlin::files(&read(&table()).unwrap()).unwrap());
}

#[test]
fn what_is_not_understood_is_refused() {
    #[derive(JsonSchema)]
    #[allow(dead_code, reason = "only its schema is used")]
    struct Odd {
        /// Binary floats are nowhere.
        ratio: f64,
    }
    #[derive(JsonSchema)]
    #[allow(dead_code, reason = "only its schema is used")]
    struct Hidden {
        timeout: String,
    }
    static META: Meta = Meta {
        name: "ito.odd.call",
        method: Method::Get,
        path: "/",
        auth: Auth::None,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };
    let problem = read(&[entry::<Odd, Part>(&META)]).unwrap_err();
    assert!(problem.starts_with("Odd.ratio"), "{problem}");
    let api = read(&[entry::<Hidden, Part>(&META)]).unwrap();
    assert!(python::files(&api).unwrap_err().contains("timeout"));
}
