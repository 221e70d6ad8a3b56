//! The surface as Kotlin and Swift use it, with the network played by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use kaikei_native::{
    NativeAnswer, NativeClient, NativeError, NativeExchange, NativeFailure, NativeHeader, NativeNamedSecret,
    NativePendingLogin, NativePurpose, NativeRequest, NativeResponse, NativeSession, NativeStep,
    NativeTokens, NativeTransportFailure, NativeVerifier, error_kinds, money, panic_on_purpose, pkce,
    sign_webhook, test_webhook, verify_event,
};

const NOW: u64 = 1_800_000_000_000;

fn client(settings: &str) -> std::sync::Arc<NativeClient> {
    NativeClient::new("ito", settings.as_bytes().to_vec()).unwrap()
}

fn answer(status: u16, body: &str) -> NativeResponse {
    let headers = vec![NativeHeader { name: "X-Request-Id".to_owned(), value: "r-1".to_owned() }];
    NativeResponse { status, headers, body: body.as_bytes().to_vec() }
}

fn sent(step: NativeStep) -> NativeRequest {
    match step {
        NativeStep::Send { request } => request,
        _ => panic!("nothing is sent"),
    }
}

fn done(exchange: &NativeExchange) -> NativeAnswer {
    match exchange.step(NOW).unwrap() {
        NativeStep::Done { answer } => answer,
        NativeStep::Failed { failure } => panic!("{}", failure.text),
        _ => panic!("not done"),
    }
}

fn failure(error: NativeError) -> NativeFailure {
    let NativeError::Failed { failure } = error;
    failure
}

fn tokens(access: &str) -> String {
    format!(
        r#"{{"access_token":"{access}","refresh_token":"ref-{access}","token_type":"Bearer","expires_in":3600}}"#
    )
}

#[test]
fn a_login_a_call_and_a_renewal() {
    let app = client(r#"{"base_url":"http://127.0.0.1:1"}"#);
    let login = app
        .start_login("app".to_owned(), "com.example:/back".to_owned(), vec!["profile".to_owned()], NOW)
        .unwrap();
    let state = login.authorize_url.split("state=").nth(1).unwrap().split('&').next().unwrap();
    // The process dies meanwhile.
    let pending = NativePendingLogin::load(login.pending.export().unwrap()).unwrap();
    let code = pending.finish(format!("com.example:/back?code=c&state={state}"), NOW).unwrap();
    let again = pending.finish(format!("com.example:/back?code=c&state={state}"), NOW).err().unwrap();
    assert_eq!(failure(again).code.as_deref(), Some("login_used"));

    let exchange = app.exchange_code(&code, b"{}".to_vec()).unwrap();
    let request = sent(exchange.step(NOW).unwrap());
    assert_eq!((request.method.as_str(), request.purpose), ("POST", NativePurpose::Call));
    exchange.on_response(answer(200, &tokens("first")), NOW).unwrap();
    let NativeStep::LoggedIn { session } = exchange.step(NOW).unwrap() else { panic!("no session") };
    session.saved(&session.tokens().unwrap()).unwrap();

    let user = app.with_session(&session).unwrap();
    let call = user.call("ito.me.balance", b"{}".to_vec(), b"{}".to_vec()).unwrap();
    let request = sent(call.step(NOW).unwrap());
    assert!(request.headers.iter().any(|h| h.name == "authorization" && h.value == "Bearer first"));
    call.on_response(answer(401, r#"{"message":"Unauthenticated."}"#), NOW).unwrap();
    let refresh = sent(call.step(NOW).unwrap());
    assert_eq!(refresh.purpose, NativePurpose::Refresh);
    assert!(String::from_utf8(refresh.body).unwrap().contains("refresh_token=ref-first"));
    call.on_response(answer(200, &tokens("second")), NOW).unwrap();
    let NativeStep::Save { tokens } = call.step(NOW).unwrap() else { panic!("nothing to save") };
    assert_eq!(tokens.access_token().unwrap(), "second");
    call.on_saved(None).unwrap();
    sent(call.step(NOW).unwrap());
    call.on_response(answer(200, r#"{"data":{"balance":"10.50","currency":"USD"}}"#), NOW).unwrap();
    let answer = done(&call);
    assert_eq!(answer.value, r#"{"balance":"10.50","currency":"USD"}"#);
    assert_eq!(answer.request_id.as_deref(), Some("r-1"));
}

#[test]
fn a_refresh_whose_caller_gave_up_is_not_lost() {
    let app = client(r#"{"base_url":"http://127.0.0.1:1"}"#);
    let old = NativeTokens::load(r#"{"access_token":"old","refresh_token":"r","expires_at":1}"#.to_owned());
    let session = NativeSession::new("app".to_owned(), &old.unwrap()).unwrap();
    let user = app.with_session(&session).unwrap();
    let call = user.call("ito.me.get", b"{}".to_vec(), b"{}".to_vec()).unwrap();
    let body = sent(call.step(NOW).unwrap()).body;
    drop(call);
    session.accept_answer(body.clone(), answer(200, &tokens("new")), NOW).unwrap();
    assert_eq!(session.tokens().unwrap().access_token().unwrap(), "new");
    assert_eq!(session.tokens().unwrap().expires_at().unwrap(), Some(NOW + 3_600_000));
    let next = user.call("ito.me.get", b"{}".to_vec(), b"{}".to_vec()).unwrap();
    assert!(matches!(next.step(NOW).unwrap(), NativeStep::Save { .. }), "offered to the store first");
    session.accept_answer(body, answer(200, &tokens("late")), NOW).unwrap();
    assert_eq!(session.tokens().unwrap().access_token().unwrap(), "new", "what comes too late is older");
}

#[test]
fn waits_and_limits_are_whole_milliseconds() {
    let app = client(r#"{"base_url":"http://127.0.0.1:1","access_key":"k","secret_key":"s","timeout":0.5}"#);
    let check = br#"{"payment_id":"p"}"#.to_vec();
    let call = app.call("ito.payments.check_validity", check, b"{}".to_vec()).unwrap();
    let request = sent(call.step(NOW).unwrap());
    assert_eq!((request.connect_timeout, request.attempt_timeout), (10_000, 500));
    let broken = NativeTransportFailure {
        phase: kaikei_core::engine::Phase::Connect,
        sent: kaikei_core::engine::Sent::No,
        text: "refused".to_owned(),
    };
    call.on_failure(broken, NOW).unwrap();
    let NativeStep::Wait { millis } = call.step(NOW).unwrap() else { panic!("no wait") };
    assert!(millis > 0);
    assert_eq!(call.time_left(NOW).unwrap(), 500);
    assert!(matches!(call.step(NOW + millis).unwrap(), NativeStep::Send { .. }), "the wait is over then");
}

#[test]
fn confirming_an_order() {
    let verifier = NativeVerifier::new(
        vec![NativeNamedSecret { name: "new".to_owned(), secret: "whsec".to_owned() }],
        None,
    )
    .unwrap();
    let body = br#"{"code":"200","status":"ok","payment_id":"p","transaction":"t","amount":5.00,"currency":"USD","custom":"O-1","unknown":1}"#;
    let signed = sign_webhook("whsec".to_owned(), NOW / 1000, body).unwrap();
    let headers = || {
        let pair = |name: &str, value: &str| NativeHeader { name: name.to_owned(), value: value.to_owned() };
        vec![pair("X-Timestamp", &signed.x_timestamp), pair("X-Signature", &signed.x_signature)]
    };
    let event = verifier.verify(headers(), body, NOW).unwrap();
    let fields: serde_json::Value = serde_json::from_str(&event.fields().unwrap()).unwrap();
    assert_eq!(fields["amount"], "5.00");
    assert_eq!(fields["verified_by"], "new");
    assert_eq!(fields["is_ok"], true);
    assert_eq!(fields["unknown"]["unknown"], 1);
    assert!(event.repeats(fields["fingerprint"].to_string().into_bytes()).unwrap());
    let forged = verifier.verify(headers(), b"{}", NOW).err().unwrap();
    assert_eq!(failure(forged).code.as_deref(), Some("signature_mismatch"));

    let shop = client(r#"{"base_url":"http://127.0.0.1:1","access_key":"k","secret_key":"s"}"#);
    let outcome = |order: &str, says: Option<NativeResponse>| {
        let exchange = shop.confirm(order.as_bytes().to_vec(), &event, b"{}".to_vec()).unwrap();
        if let Some(says) = says {
            sent(exchange.step(NOW).unwrap());
            exchange.on_response(says, NOW).unwrap();
        }
        match exchange.step(NOW).unwrap() {
            NativeStep::Confirmed { outcome, field, failure } => (outcome, field, failure.map(|f| f.kind)),
            _ => panic!("not decided"),
        }
    };
    let order = r#"{"custom":"O-1","amount":"5","currency":"USD"}"#;
    let good = answer(200, r#"{"code":200,"status":"ok","message":"Transaction is valid"}"#);
    assert_eq!(outcome(order, Some(good)), ("confirmed".to_owned(), None, None));
    let other = r#"{"custom":"O-1","amount":"50","currency":"USD"}"#;
    assert_eq!(outcome(other, None), ("mismatch".to_owned(), Some("amount".to_owned()), None));
    let gone = answer(200, r#"{"code":404,"status":"error","message":"no"}"#);
    assert_eq!(outcome(order, Some(gone)), ("not_found".to_owned(), None, None));
    let odd = answer(403, r#"{"code":403,"status":"error","message":"no"}"#);
    assert_eq!(outcome(order, Some(odd)), ("unknown".to_owned(), None, Some("permission".to_owned())));
}

#[test]
fn money_is_checked() {
    let cents = money("12.50", "USD", false).unwrap();
    assert_eq!((cents.amount, cents.decimals), (1250, Some(2)));
    let units = money("7", "ZZZ", true).unwrap();
    assert_eq!((units.amount, units.decimals), (7, None));
    for (amount, currency, is_minor, field) in [
        ("1.001", "USD", false, "amount"),
        ("1", "ZZZ", false, "currency"),
        ("-1", "USD", true, "amount"),
        ("1.5", "USD", true, "amount"),
        ("1", "usd", true, "currency"),
    ] {
        let wrong = failure(money(amount, currency, is_minor).err().unwrap());
        assert_eq!((wrong.kind.as_str(), wrong.field.as_deref()), ("invalid_request", Some(field)));
    }
}

#[test]
fn a_webhook_of_univapay() {
    let body = test_webhook("token".to_owned(), "charge_finished", r#"{"id":"c1"}"#, None, None).unwrap();
    let tokens = || vec!["another".to_owned(), "token".to_owned()];
    let headers =
        |token: &str| vec![NativeHeader { name: "authorization".to_owned(), value: token.to_owned() }];
    let event = verify_event(tokens(), headers("Bearer token"), body.as_bytes()).unwrap();
    let event: serde_json::Value = serde_json::from_str(&event).unwrap();
    assert_eq!((&event["data_type"], &event["data"]["id"]), (&"charge".into(), &"c1".into()));
    let wrong = failure(verify_event(tokens(), headers("wrong"), body.as_bytes()).err().unwrap());
    assert_eq!(wrong.code.as_deref(), Some("token_mismatch"));
    let none = failure(verify_event(Vec::new(), Vec::new(), b"").err().unwrap());
    assert_eq!(none.kind, "configuration");
    assert_eq!(failure(verify_event(tokens(), Vec::new(), b"").err().unwrap()).kind, "webhook");
    let at = Some("yesterday".to_owned());
    assert!(test_webhook("token".to_owned(), "x", "1", None, at).is_err());
}

#[test]
fn what_became_of_an_idempotency_key() {
    let settings = br#"{"base_url":"http://127.0.0.1:1","jwt":"a.b.c","secret":"s"}"#;
    let shop = NativeClient::new("univapay", settings.to_vec()).unwrap();
    let charge = br#"{"transaction_token_id":"t","money":{"amount":1250,"currency":"USD"}}"#;
    let call = shop.call("univapay.charges.create", charge.to_vec(), b"{}".to_vec()).unwrap();
    let body = String::from_utf8(sent(call.step(NOW).unwrap()).body).unwrap();
    assert!(body.contains(r#""amount":1250,"currency":"USD""#), "{body}");
    let status = NativeHeader { name: "Idempotency-Status".to_owned(), value: "not_stored".to_owned() };
    let headers = vec![status];
    call.on_response(NativeResponse { headers, ..answer(200, r#"{"id":"c1"}"#) }, NOW).unwrap();
    let answer = done(&call);
    assert_eq!((answer.idempotency_status.as_deref(), answer.is_unprotected), (Some("not_stored"), true));
}

#[test]
fn errors_name_the_field_and_a_panic_is_one() {
    let wrong = NativeClient::new("ito", br#"{"profile":"x"}"#.to_vec()).err().unwrap();
    let wrong = failure(wrong);
    assert_eq!((wrong.kind.as_str(), wrong.field.as_deref()), ("configuration", Some("profile")));
    assert_eq!(
        failure(pkce(Some("short".to_owned())).err().unwrap()).field.as_deref(),
        Some("code_verifier")
    );
    let app = client("{}");
    let unknown = app.call("ito.nothing", b"{}".to_vec(), b"{}".to_vec()).err().unwrap();
    assert_eq!(failure(unknown).field.as_deref(), Some("operation"));
    let limit = app.call("ito.me.get", b"{}".to_vec(), br#"{"timeout":0}"#.to_vec()).err().unwrap();
    assert_eq!(failure(limit).field.as_deref(), Some("timeout"));
    assert_eq!(failure(panic_on_purpose().err().unwrap()).kind, "internal");
    assert_eq!(error_kinds().len(), kaikei_core::ErrorKind::ALL.len());
}
