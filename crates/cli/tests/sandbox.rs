//! `kaikei sandbox`, and the commands that talk to a gateway, against it.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use common::{Sandbox, http, kaikei, spawn};
use serde_json::Value;

const KEYS: [&str; 11] = [
    "ito_base_url",
    "univapay_base_url",
    "access_key",
    "secret_key",
    "webhook_secret",
    "merchant_client_id",
    "merchant_client_secret",
    "public_client_id",
    "redirect_uri",
    "univapay_jwt",
    "univapay_secret",
];

#[test]
fn its_first_line_holds_what_a_client_needs() {
    let (one, two) = (Sandbox::start(&["--seed", "5"]), Sandbox::start(&["--seed", "5"]));
    for name in KEYS {
        assert!(!one.key(name).is_empty(), "{name}");
        if !name.ends_with("base_url") {
            assert_eq!(one.key(name), two.key(name), "the same seed gives the same {name}");
        }
    }
    assert_ne!(Sandbox::start(&["--seed", "6"]).key("access_key"), one.key("access_key"));
}

#[cfg(unix)]
#[test]
fn it_ends_with_0_on_sigterm_and_sigint() {
    for signal in ["-TERM", "-INT"] {
        let mut sandbox = Sandbox::start(&[]);
        let sent = Command::new("kill").args([signal, &sandbox.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(sandbox.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn it_listens_on_loopback_only() {
    let ran = kaikei(&["sandbox", "--listen", "0.0.0.0:0"], b"");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("0.0.0.0"), "{}", ran.stderr);
    let ran = kaikei(&["--json", "sandbox", "--listen", "nonsense"], b"");
    assert_eq!((ran.code, ran.json()["field"].as_str()), (Some(1), Some("listen")));
}

#[test]
fn doctor_finds_the_profile_that_each_server_accepts() {
    let sandbox = Sandbox::start(&[]);
    let base_url = sandbox.key("ito_base_url").to_owned();
    for (mode, profile) in
        [("S1", "json-body"), ("S2", "json-body"), ("S3", "documented"), ("S4", "form-raw")]
    {
        let answer = http(&base_url, "POST", "/_sandbox/settings", &format!(r#"{{"server_mode":"{mode}"}}"#));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let arguments = [
            "--json",
            "doctor",
            "signing",
            "--base-url",
            &base_url,
            "--access-key",
            sandbox.key("access_key"),
            "--secret-key",
            sandbox.key("secret_key"),
        ];
        let ran = kaikei(&arguments, b"");
        assert_eq!((ran.code, ran.json()["accepted"].as_str()), (Some(0), Some(profile)), "{mode}");
    }
    let arguments = [
        "doctor",
        "signing",
        "--base-url",
        &base_url,
        "--access-key",
        sandbox.key("access_key"),
        "--secret-key",
        "another",
    ];
    let ran = kaikei(&arguments, b"");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("No profile was accepted"), "{}", ran.stdout);
    let ran = kaikei(&["doctor", "tls", "--base-url", &base_url], b"");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("without TLS"), "{}", ran.stdout);
    assert_eq!(kaikei(&["doctor", "tls", "--base-url", "http://shop.example"], b"").code, Some(1));
}

#[test]
fn a_user_logs_in_through_loopback() {
    let sandbox = Sandbox::start(&[]);
    let base_url = sandbox.key("ito_base_url").to_owned();
    let file = std::env::temp_dir().join(format!("kaikei-tokens-{}", std::process::id()));
    let arguments = [
        "--json",
        "login",
        "--base-url",
        &base_url,
        "--client-id",
        sandbox.key("public_client_id"),
        "--token-file",
        file.to_str().unwrap(),
    ];
    let mut login = spawn(&arguments, Stdio::null());
    let mut lines = BufReader::new(login.stdout.take().unwrap()).lines();
    let begun: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();

    // The person's browser: open the page, sign in and consent, come back.
    let url = begun["authorize_url"].as_str().unwrap().strip_prefix(&base_url).unwrap();
    let page = http(&base_url, "GET", url, "");
    let request = page.split("name=\"request\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let request = request.replace("&amp;", "&");
    let fields = [
        ("request", request.as_str()),
        ("email", sandbox.key("user_email")),
        ("password", sandbox.key("user_password")),
        ("action", "approve"),
    ];
    let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let answer = http(&base_url, "POST", "/oauth/authorize", &form.join("&"));
    let back = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().trim();
    let (origin, path) = back.split_at(back.find("/callback").unwrap());
    // A forged redirect first: it is not ours, and the login goes on waiting.
    http(origin, "GET", "/callback?code=forged&state=forged", "");
    assert!(http(origin, "GET", path, "").starts_with("HTTP/1.1 200"));

    let me: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(me["email"].as_str(), Some(sandbox.key("user_email")));
    assert_eq!(login.wait().unwrap().code(), Some(0));
    let tokens: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert!(tokens["access_token"].is_string() && tokens["refresh_token"].is_string());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::remove_file(&file).unwrap();
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn the_demo_holds_and_shows_no_secret() {
    let ran = kaikei(&["demo"], b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("confirmed: this order was paid"), "{}", ran.stdout);
    assert!(ran.stdout.trim_end().ends_with("46 passed, 0 failed"), "{}", ran.stdout);
    for shown in [
        "4000020000000000",
        "4242424242424241",
        "sandbox-apple-pay-token",
        "sandbox-paidy-token",
        "\"cvv\":\"123\"",
        "Bearer s",
        "client_secret=s",
        "demo-webhook-token",
    ] {
        assert!(!ran.stdout.contains(shown), "{shown}");
    }
    let lines = kaikei(&["--json", "demo"], b"");
    let last: Value = serde_json::from_str(lines.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(last, serde_json::json!({ "passed": 46, "failed": 0 }));
}
