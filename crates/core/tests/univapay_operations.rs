//! What each operation of UnivaPay sends, and what it refuses to send.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeSet;

use common::{body, entry, header, start};
use kaikei_core::engine::{HttpRequest, Prepared};
use kaikei_core::univapay::{
    AppToken, Config, CreateSubscription, Money, SubscriptionPeriod, SubscriptionPlanSetup, TokenDataUpdate,
    Univapay, UpdateToken,
};
use kaikei_core::{CallOptions, Entropy, Error, ErrorKind, Exchange, Gateway, OPERATIONS, Operation, Step};

const OF_STORE: &str = "e30.eyJzdWIiOiJhcHBfdG9rZW4iLCJtZXJjaGFudF9pZCI6Im0tMSIsInN0b3JlX2lkIjoicy0xIn0.c2ln";
const OF_MERCHANT: &str = "e30.eyJzdWIiOiJhcHBfdG9rZW4iLCJtZXJjaGFudF9pZCI6Im0tMSJ9.c2ln";

fn client(jwt: &str, secret: Option<&str>) -> Gateway {
    Univapay::new(Config::new(AppToken { jwt: jwt.into(), secret: secret.map(Into::into) })).unwrap().into()
}

fn server() -> Gateway {
    client(OF_STORE, Some("app-secret"))
}

fn named(gateway: &Gateway, name: &str, json: &str) -> Result<Prepared, Error> {
    entry(&format!("univapay.{name}")).prepare(gateway, json.as_bytes())
}

macro_rules! by_type {
    ($( $gateway:ident {
        $( $resource:ident $type:ident { $( $method:ident : $operation:ident $( $default:ident )? ),+ } )+
    } )+) => {
        /// The same by the operation's type, as Rust's callers do.
        fn typed(gateway: &Gateway, name: &str, json: &str) -> Result<Prepared, Error> {
            $( $( $(
                if concat!(stringify!($gateway), ".", stringify!($resource), ".", stringify!($method)) == name {
                    return serde_json::from_str::<kaikei_core::$gateway::$operation>(json).unwrap().prepare(gateway);
                }
            )+ )+ )+
            panic!("{name}");
        }
    };
}
kaikei_core::operations!(by_type);

fn sent(gateway: &Gateway, prepared: Prepared) -> HttpRequest {
    let exchange = Exchange::of_prepared(gateway, prepared, CallOptions::default(), Entropy::new([7; 32]));
    match exchange.unwrap().step(start()) {
        Step::Send(request) => request,
        other => panic!("{other:?}"),
    }
}

/// Method, path and body; a body is JSON, and there is none in a GET or DELETE.
fn shown(gateway: &Gateway, prepared: Prepared) -> String {
    let request = sent(gateway, prepared);
    let path = request.url.strip_prefix("https://api.gyro-n.money").unwrap();
    assert_eq!(header(&request, "content-type").is_some(), !body(&request).is_empty(), "{path}");
    assert_eq!(header(&request, "idempotency-key").is_some(), !body(&request).is_empty(), "{path}");
    format!("{} {path} {}", request.method.as_str(), body(&request)).trim_end().to_owned()
}

/// Operation and parameters; below them the request. The application token is of the store `s-1`.
const REQUESTS: &str = include_str!("univapay_operations/requests.txt");

#[test]
fn every_operation_is_sent_as_documented() {
    let gateway = server();
    let lines: Vec<&str> = REQUESTS.trim().lines().collect();
    let mut seen = BTreeSet::new();
    for [call, request] in lines.as_chunks().0 {
        let ((name, parameters), request) = (call.split_once(' ').unwrap(), request.trim());
        seen.insert(name);
        let prepared = named(&gateway, name, parameters).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(shown(&gateway, prepared), request, "{name}");
        let prepared = typed(&gateway, &format!("univapay.{name}"), parameters).unwrap();
        assert_eq!(shown(&gateway, prepared), request, "{name}, by its type");
    }
    let all = OPERATIONS.iter().filter_map(|entry| entry.meta.name.strip_prefix("univapay."));
    assert_eq!(seen, all.collect());
}

#[test]
fn a_merchants_token_names_no_store() {
    let gateway = client(OF_MERCHANT, Some("app-secret"));
    for (name, parameters, request) in [
        ("tokens.list", "{}", "GET /tokens"),
        ("subscriptions.list", "{}", "GET /subscriptions"),
        ("webhooks.get", r#"{"id":"w-1"}"#, "GET /webhooks/w-1"),
        ("webhooks.get", r#"{"id":"w-1","store_id":"s-2"}"#, "GET /stores/s-2/webhooks/w-1"),
        ("transactions.list", "{}", "GET /transaction_history"),
    ] {
        assert_eq!(shown(&gateway, named(&gateway, name, parameters).unwrap()), request);
    }
    for name in ["refunds.list", "webhooks.deliveries", "subscriptions.get", "stores.get", "tokens.delete"] {
        let id = if name == "refunds.list" { "charge_id" } else { "id" };
        let parameters = if name == "stores.get" { "{}".to_owned() } else { format!(r#"{{"{id}":"x"}}"#) };
        let error = named(&gateway, name, &parameters).unwrap_err();
        assert_eq!(error.message(), "store_id is required", "{name}");
    }
}

/// Operation and parameters; below them the field and a part of the rule.
const REFUSALS: &str = include_str!("univapay_operations/refusals.txt");

#[test]
fn what_breaks_a_rule_is_not_sent() {
    let of_yen = r#""money":{"amount":1000,"currency":"JPY"}"#;
    let texts = REFUSALS
        .replace("$subscription", &format!(r#""transaction_token_id":"t-1",{of_yen}"#))
        .replace("$simulation", &format!(r#"{of_yen},"payment_type":"card","schedule_settings":{{}}"#))
        .replace(
            "$account",
            r#""account_number":"1234567","holder_name":"T","bank_name":"M","currency":"JPY""#,
        );
    let lines: Vec<&str> = texts.trim().lines().collect();
    for [call, refusal] in lines.as_chunks().0 {
        let (name, parameters) = call.split_once(' ').unwrap();
        let (field, rule) = refusal.trim().split_once(": ").unwrap();
        let error = named(&server(), name, parameters).err().unwrap_or_else(|| panic!("{call}"));
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidRequest, Some(field)),
            "{call}: {error}"
        );
        assert!(error.message().contains(rule), "{call}: {error}");
    }
}

#[test]
fn an_app_may_only_tell_the_security_code_again() {
    let public = client(OF_STORE, None);
    let cvv = UpdateToken {
        data: Some(TokenDataUpdate { cvv: Some("987".into()), ..TokenDataUpdate::default() }),
        ..UpdateToken::new("t-1")
    };
    let shown = shown(&public, cvv.prepare(&public).unwrap());
    assert_eq!(shown, r#"PATCH /stores/s-1/tokens/t-1 {"data":{"cvv":"987"}}"#);
    let more = TokenDataUpdate { cardholder: Some("TARO".to_owned()), ..cvv.data.clone().unwrap() };
    for update in [
        UpdateToken { email: Some("a@b.example".to_owned()), ..cvv.clone() },
        UpdateToken { data: Some(more), ..cvv.clone() },
        UpdateToken { data: Some(TokenDataUpdate::default()), ..cvv.clone() },
    ] {
        let error = update.prepare(&public).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some("secret")), "{error}");
        assert!(error.message().contains("anything but data.cvv"), "{error}");
        let error = Exchange::new(&server(), &update, CallOptions::default(), Entropy::new([7; 32])).err();
        assert!(error.is_none_or(|error| error.kind() != ErrorKind::Configuration));
    }
    for (name, parameters) in
        [("tokens.get", r#"{"id":"t-1"}"#), ("webhooks.list", "{}"), ("account.me", "{}")]
    {
        let prepared = named(&public, name, parameters);
        let refused = prepared.and_then(|prepared| {
            Exchange::of_prepared(&public, prepared, CallOptions::default(), Entropy::new([7; 32]))
        });
        assert_eq!(refused.err().map(|error| error.kind()), Some(ErrorKind::Configuration), "{name}");
    }
    let info = named(&public, "account.checkout_info", "{}").unwrap();
    assert_eq!(header(&sent(&public, info), "authorization"), Some(format!("Bearer {OF_STORE}").as_str()));
}

#[test]
fn nothing_that_is_given_prints() {
    let update = UpdateToken {
        data: Some(TokenDataUpdate {
            cvv: Some("987".into()),
            card_number: Some("4242424242424242".into()),
            ..TokenDataUpdate::default()
        }),
        ..UpdateToken::new("t-1")
    };
    let account: kaikei_core::univapay::UpdateBankAccount =
        serde_json::from_str(r#"{"id":"b-1","account_number":"7654321"}"#).unwrap();
    let webhook: kaikei_core::univapay::CreateWebhook =
        serde_json::from_str(r#"{"triggers":["x"],"url":"https://a.example","auth_token":"hook-secret"}"#)
            .unwrap();
    let printed = format!(
        "{update:?} {account:?} {webhook:#?} {} {} {}",
        serde_json::to_string(&update).unwrap(),
        serde_json::to_string(&account).unwrap(),
        serde_json::to_string(&webhook).unwrap(),
    );
    for secret in ["987", "424242424242", "7654321", "hook-secret"] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
    let wrong = UpdateToken {
        data: Some(TokenDataUpdate { cvv: Some("98x".into()), ..TokenDataUpdate::default() }),
        ..UpdateToken::new("t-1")
    };
    assert!(!format!("{:?}", wrong.prepare(&server()).unwrap_err()).contains("98x"));
}

#[test]
fn parameters_are_written_plainly_in_rust() {
    let subscription = CreateSubscription {
        period: Some(SubscriptionPeriod::Monthly),
        initial_amount: Some(Money::of("2.50", "USD").unwrap()),
        subscription_plan: Some(SubscriptionPlanSetup::of_amount(Money::of("25", "USD").unwrap())),
        ..CreateSubscription::new("t-1", Money::of("100", "USD").unwrap())
    };
    let gateway = server();
    assert_eq!(
        shown(&gateway, subscription.prepare(&gateway).unwrap()),
        r#"POST /subscriptions {"transaction_token_id":"t-1","period":"monthly","initial_amount":250,"subscription_plan":{"plan_type":"fixed_cycle_amount","fixed_cycle_amount":2500},"amount":10000,"currency":"USD"}"#
    );
    let yen = CreateSubscription { initial_amount: Some(Money::of("250", "JPY").unwrap()), ..subscription };
    let error = yen.prepare(&gateway).unwrap_err();
    assert_eq!(error.message(), "initial_amount must be in the currency of money");
}
