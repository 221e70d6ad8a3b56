//! The pages: no script, escaped, in English and Japanese.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::*;

const NASTY: &str = "<script>alert(1)</script>\"'&";

fn localized(sandbox: &kaikei_sandbox::Sandbox, path: &str, accept: &str) -> Answer {
    send(sandbox, "GET", path, &[("accept-language", accept)], "")
}

#[test]
fn the_checkout_page_escapes_and_shows_everything() {
    let sandbox = sandbox();
    let mut nasty = order();
    nasty[0].1 = NASTY;
    nasty[3].1 = "Tom & Jerry's <b>mug</b>";
    sandbox.set_settings(kaikei_sandbox::Settings {
        server_mode: kaikei_sandbox::ServerMode::RawBody,
        ..Default::default()
    });
    let body = form(&nasty);
    let answer = process(&sandbox, &sandbox.credentials(), FORM, &body, &body);
    let id = answer.json()["payment_id"].as_str().unwrap().to_owned();
    let page = get(&sandbox, &format!("/process-checkout?payment_id={id}"));
    let html = page.text();
    assert_eq!(page.status(), 200);
    assert!(
        html.contains("280.50 USD") && html.contains("Sandbox Shop 1") && html.contains("buyer@example.com")
    );
    assert!(!html.contains("<script") && !html.contains("<b>mug"));
    assert!(html.contains("&lt;script&gt;") && html.contains("Tom &amp; Jerry"));
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let finished = press(&sandbox, &id, "pay");
    assert_eq!(finished.status(), 303);
    let again = get(&sandbox, &format!("/process-checkout?payment_id={id}"));
    assert!(!again.text().contains("<script") && !again.text().contains("name=\"nonce\""));
}

#[test]
fn the_consent_page_escapes() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let path = authorize_path(&keys, &keys.redirect_uri).replace("scope=", "scope=%3Cscript%3E+b");
    let page = get(&sandbox, &path);
    assert!(page.text().contains("&lt;script&gt; b") && !page.text().contains("<script"));
    let request = hidden(page.text(), "request");
    let fields = [("request", &*request), ("email", NASTY), ("password", "no"), ("action", "approve")];
    let again = post_form(&sandbox, "/oauth/authorize", &fields);
    assert!(again.text().contains("&lt;script&gt;") && !again.text().contains("<script"));
    assert!(again.text().contains("role=\"alert\""));
}

#[test]
fn forms_need_no_script() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let id = payment(&sandbox, &keys, &order());
    for (path, action, buttons) in [
        (format!("/process-checkout?payment_id={id}"), "/process-checkout", ["pay", "cancel"]),
        (authorize_path(&keys, &keys.redirect_uri), "/oauth/authorize", ["approve", "deny"]),
    ] {
        let page = get(&sandbox, &path);
        let html = page.text();
        assert!(html.contains(&format!("<form method=\"post\" action=\"{action}\">")));
        for button in buttons {
            assert!(
                html.contains(&format!("type=\"submit\" name=\"action\" value=\"{button}\"")),
                "{button}"
            );
        }
        assert!(!html.contains("<script") && !html.contains("onclick") && !html.contains("javascript:"));
        for (input, label) in [("id=\"email\"", "for=\"email\""), ("id=\"password\"", "for=\"password\"")] {
            assert_eq!(html.contains(input), html.contains(label), "every field has its label");
        }
    }
}

#[test]
fn pages_come_in_two_languages() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let id = payment(&sandbox, &keys, &order());
    for (path, english, japanese) in [
        ("/".to_owned(), "Test keys", "テスト用のキー"),
        (format!("/process-checkout?payment_id={id}"), "Pay now", "支払う"),
        ("/process-checkout?payment_id=none".to_owned(), "Payment not found", "お支払いが見つかりません"),
        (authorize_path(&keys, &keys.redirect_uri), "Sign in and allow", "ログインして許可する"),
        ("/oauth/authorize?client_id=x".to_owned(), "The app is not known", "アプリが登録されていません"),
    ] {
        let (plain, by_header) = (get(&sandbox, &path), localized(&sandbox, &path, "ja,en;q=0.8"));
        assert!(plain.text().contains(english) && plain.text().contains("<html lang=\"en\">"), "{path}");
        assert!(
            by_header.text().contains(japanese) && by_header.text().contains("<html lang=\"ja\">"),
            "{path}"
        );
        assert!(!by_header.text().contains(english), "{path}");
        assert!(
            plain.text().contains("lang=ja\"") && by_header.text().contains("lang=en\""),
            "a link switches"
        );
        let separator = if path.contains('?') { '&' } else { '?' };
        let chosen = localized(&sandbox, &format!("{path}{separator}lang=ja"), "en");
        assert!(chosen.text().contains(japanese), "{path}");
    }
}

#[test]
fn the_language_stays_through_a_post() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let page = localized(&sandbox, &authorize_path(&keys, &keys.redirect_uri), "ja");
    let fields = [
        ("request", &*hidden(page.text(), "request")),
        ("lang", &hidden(page.text(), "lang")),
        ("action", "approve"),
    ];
    let again = post_form(&sandbox, "/oauth/authorize", &fields);
    assert!(again.text().contains("パスワードが正しくありません"));
}

#[test]
fn the_start_page_says_what_this_is() {
    let sandbox = sandbox();
    let html = get(&sandbox, "/");
    assert_eq!(html.status(), 200);
    for part in [
        "/payment/process",
        "/oauth/authorize",
        "/tokens",
        "/charges/{id}/refunds",
        "/subscriptions",
        "/webhooks",
        "/transaction_history",
        "/checkout_info",
        "/bank_accounts",
        "/transfers",
        "/_sandbox/journal",
        "/_sandbox/univapay/transfers",
        "test keys",
    ] {
        assert!(html.text().contains(part), "{part}");
    }
    assert!(!html.text().contains(&sandbox.credentials().secret_key));
}
