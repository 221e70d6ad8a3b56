//! What languages that know types by name read and write by shapes is what the code of the types reads and writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{entry, univapay, with_user};
use kaikei_core::engine::{Prepared, Purpose, Randomness};
use kaikei_core::secret::Body;
use kaikei_core::{CallOptions, Entropy, Error, Exchange, Gateway, Operation, Step, operations};
use proptest::prelude::*;
use proptest::sample::select;
use zeroize::Zeroizing;

/// An operation by the code of its types.
struct ByType {
    name: &'static str,
    prepare: fn(&Gateway, &[u8]) -> Result<Prepared, Error>,
    decode: fn(&Body) -> Result<Zeroizing<String>, Error>,
}

fn prepare<O: Operation>(gateway: &Gateway, json: &[u8]) -> Result<Prepared, Error> {
    let outside = |error: Error| match O::META.spread {
        Some(spread) => error.outside(spread),
        None => error,
    };
    kaikei_core::json::parameters::<O>(json).map_err(outside)?.prepare(gateway)
}

fn decode<O: Operation>(bytes: &Body) -> Result<Zeroizing<String>, Error> {
    O::decode(bytes).map(|answer| kaikei_core::json::written(&answer))
}

macro_rules! by_type {
    ($( $gateway:ident {
        $( $resource:ident $type:ident { $( $method:ident : $operation:ident $( $default:ident )? ),+ } )+
    } )+) => {
        const BY_TYPE: &[ByType] = &[ $( $( $( ByType {
            name: <kaikei_core::$gateway::$operation as Operation>::META.name,
            prepare: prepare::<kaikei_core::$gateway::$operation>,
            decode: decode::<kaikei_core::$gateway::$operation>,
        } ),+ ),+ ),+ ];
    };
}
operations!(by_type);

/// What is sent.
fn request(gateway: &Gateway, call: Prepared) -> Option<(String, String)> {
    let randomness = Randomness::from(Entropy::new([7; 32]));
    let mut exchange = Exchange::of_prepared(gateway, call, CallOptions::default(), randomness).ok()?;
    match exchange.step(common::start()) {
        Step::Send(request) if request.purpose == Purpose::Call => {
            Some((request.url.clone(), common::body(&request).to_owned()))
        }
        _ => None,
    }
}

/// Members that answers have, with values of every kind for each: those that fit, and those that do not.
fn member() -> impl Strategy<Value = (String, String)> {
    (select(&NAMES[..]), value()).prop_map(|(name, value)| (name.to_owned(), value))
}

const NAMES: [&str; 36] = [
    "id",
    "store_id",
    "email",
    "payment_type",
    "mode",
    "type",
    "active",
    "metadata",
    "created_on",
    "data",
    "card",
    "exp_month",
    "brand",
    "billing",
    "phone_number",
    "country_code",
    "three_ds",
    "error",
    "status",
    "code",
    "message",
    "requested_amount",
    "currency",
    "items",
    "has_more",
    "next_cursor",
    "total_hits",
    "redirect",
    "user",
    "last4",
    "card_id",
    "amount",
    "payload",
    "ready",
    "schedule_settings",
    "kyc",
];

fn value() -> impl Strategy<Value = String> {
    let leaf = select(
        &[
            "null",
            "true",
            "false",
            "0",
            "7",
            "-7",
            "81",
            "1e3",
            "1.50",
            "18446744073709551616",
            "\"\"",
            "\"7\"",
            "\"card\"",
            "\"konbini\"",
            "\"failed\"",
            "\"2026-03-13T02:39:52.908468Z\"",
            "1491205358955",
            "\"+5\"",
            "\"円\"",
            r#""\u00e9""#,
            r#""\ud800""#,
            "{}",
            "[]",
            "[7]",
            "[\"a\"]",
            "\"test\"",
            "\"4242424242424242\"",
        ][..],
    )
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 24, 6, |inner| {
        let object = prop::collection::vec((select(&NAMES[..]), inner.clone()), 0..6).prop_map(|members| {
            let mut seen = std::collections::HashSet::new();
            let members: Vec<_> = members
                .into_iter()
                .filter(|(name, _)| seen.insert(*name))
                .map(|(name, value)| format!("\"{name}\":{value}"))
                .collect();
            format!("{{{}}}", members.join(", "))
        });
        let list = prop::collection::vec(inner, 0..3).prop_map(|items| format!("[ {} ]", items.join(" ,")));
        prop_oneof![4 => object, 1 => list]
    })
}

fn object() -> impl Strategy<Value = String> {
    let members = prop::collection::vec(member(), 0..10).prop_map(|members| {
        let members: Vec<_> =
            members.into_iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        format!(" {{{}}}", members.join(","))
    });
    prop_oneof![20 => members, 1 => value()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn answers(text in object()) {
        let bytes = Zeroizing::new(text.into_bytes());
        for operation in BY_TYPE {
            let by_shape = entry(operation.name).decode(&bytes).map(|answer| answer.to_json().unwrap());
            let by_type = (operation.decode)(&bytes);
            match (by_shape, by_type) {
                (Ok(shape), Ok(ty)) => prop_assert_eq!(
                    String::from_utf8_lossy(&shape), ty.as_str(), "{}", operation.name
                ),
                (Err(shape), Err(ty)) => prop_assert_eq!(shape.kind(), ty.kind(), "{}", operation.name),
                (shape, ty) => prop_assert!(false, "{}: {:?} {:?}", operation.name, shape, ty),
            }
        }
    }

    #[test]
    fn parameters(text in object()) {
        for operation in BY_TYPE {
            let gateway = match operation.name.starts_with("ito.") {
                true => Gateway::from(with_user("user-access-token", None, 9_999).0),
                false => univapay().into(),
            };
            let by_shape = entry(operation.name).prepare(&gateway, text.as_bytes());
            let by_type = (operation.prepare)(&gateway, text.as_bytes());
            match (by_shape, by_type) {
                (Ok(shape), Ok(ty)) => prop_assert_eq!(request(&gateway, shape), request(&gateway, ty)),
                (Err(shape), Err(ty)) => {
                    prop_assert_eq!(shape.message(), ty.message(), "{}", operation.name);
                    prop_assert_eq!(shape.field(), ty.field());
                }
                (shape, ty) => prop_assert!(false, "{}: {:?} {:?}", operation.name, shape.is_ok(), ty.err()),
            }
        }
    }
}
