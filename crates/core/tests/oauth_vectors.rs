//! `pkce.json` and `redirects.json`: the two halves of a login that need no network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{at, ito, vectors};
use kaikei_core::ito::{LoginRequest, PendingLogin, Pkce};
use kaikei_core::{Entropy, ErrorKind};
use serde::Deserialize;

#[derive(Deserialize)]
struct PkceVectors {
    generated: Vec<Pair>,
    verifiers: Vec<Pair>,
    refused: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    random_hex: Option<String>,
    verifier: String,
    challenge: Option<String>,
}

fn entropy(hex: &str) -> Entropy {
    Entropy::new(base16ct::lower::decode_vec(hex).unwrap().try_into().unwrap())
}

#[test]
fn pkce_pairs() {
    let PkceVectors { generated, verifiers, refused } = vectors("pkce.json");
    for pair in generated {
        let pkce = Pkce::new(&entropy(&pair.random_hex.unwrap()));
        assert_eq!(pkce.verifier.expose(), pair.verifier, "{}", pair.name);
        assert_eq!(Some(pkce.challenge), pair.challenge, "{}", pair.name);
    }
    for pair in verifiers {
        assert_eq!(
            Some(Pkce::from_verifier(pair.verifier).unwrap().challenge),
            pair.challenge,
            "{}",
            pair.name
        );
    }
    for pair in refused {
        let error = Pkce::from_verifier(pair.verifier).expect_err(&pair.name);
        assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("code_verifier")));
    }
}

#[derive(Deserialize)]
struct LoginVectors {
    login: Began,
    authorize: Vec<Authorize>,
    redirects: Vec<Redirect>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct Began {
    client_id: String,
    verifier_random_hex: String,
    state_random_hex: String,
    code_verifier: String,
    state: String,
    started: u64,
}

#[derive(Deserialize)]
struct Authorize {
    name: String,
    redirect_uri: String,
    scopes: Vec<String>,
    authorize_url: String,
}

#[derive(Deserialize)]
struct Redirect {
    name: String,
    redirect_uri: String,
    url: String,
    now: u64,
    expect: Outcome,
}

#[derive(Deserialize)]
struct Outcome {
    code: Option<String>,
    error: Option<String>,
    #[serde(default)]
    still_pending: bool,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    redirect_uri: String,
}

impl Began {
    fn start(
        &self,
        redirect_uri: &str,
        scopes: Vec<String>,
    ) -> Result<kaikei_core::ito::Login, kaikei_core::Error> {
        let request =
            LoginRequest { client_id: self.client_id.clone(), redirect_uri: redirect_uri.to_owned(), scopes };
        let (verifier, state) = (entropy(&self.verifier_random_hex), entropy(&self.state_random_hex));
        ito().start_login(&request, &verifier, &state, at(self.started))
    }
}

fn logins() -> LoginVectors {
    vectors("redirects.json")
}

#[test]
fn the_authorize_url() {
    let LoginVectors { login, authorize, refused, .. } = logins();
    for case in authorize {
        let begun = login.start(&case.redirect_uri, case.scopes).unwrap();
        assert_eq!(begun.authorize_url, case.authorize_url, "{}", case.name);
        let kept: serde_json::Value = serde_json::from_str(&begun.pending.export()).unwrap();
        assert_eq!(kept["state"], login.state);
        assert_eq!(kept["code_verifier"], login.code_verifier);
    }
    for case in refused {
        let error = login.start(&case.redirect_uri, vec![]).expect_err(&case.name);
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidRequest, Some("redirect_uri")),
            "{}",
            case.name
        );
    }
}

#[test]
fn every_redirect() {
    let LoginVectors { login, redirects, .. } = logins();
    for case in redirects {
        let mut pending = login.start(&case.redirect_uri, vec![]).unwrap().pending;
        let result = pending.finish(&case.url, at(case.now));
        let good = format!(
            "{}{}code=good&state={}",
            case.redirect_uri,
            if case.redirect_uri.contains('?') { '&' } else { '?' },
            login.state
        );
        let again = pending.finish(&good, at(login.started));
        match (case.expect.code, case.expect.error) {
            (Some(code), None) => {
                let exchange = result.unwrap_or_else(|error| panic!("{}: {error}", case.name));
                // The exchange prints no code; what it would send does hold it.
                let gateway = kaikei_core::Gateway::from(ito());
                let mut sim = common::Sim::of(gateway, &exchange);
                let request = sim.send();
                let form: Vec<(String, String)> =
                    form_urlencoded::parse(request.body.as_ref()).into_owned().collect();
                let expected = [
                    ("grant_type", "authorization_code"),
                    ("client_id", &*login.client_id),
                    ("redirect_uri", &*case.redirect_uri),
                    ("code", &*code),
                    ("code_verifier", &*login.code_verifier),
                ];
                assert!(form.iter().map(|(n, v)| (&**n, &**v)).eq(expected), "{}: {form:?}", case.name);
                assert_eq!(again.unwrap_err().code(), Some("login_used"), "{}", case.name);
            }
            (None, Some(code)) => {
                let error = result.expect_err(&case.name);
                assert_eq!((error.kind(), error.code()), (ErrorKind::Oauth, Some(&*code)), "{}", case.name);
                assert_eq!(again.is_ok(), case.expect.still_pending, "{}", case.name);
            }
            _ => panic!("{}: code or error", case.name),
        }
    }
}

#[test]
fn a_pending_login_survives_its_process_but_no_tampering() {
    let LoginVectors { login, .. } = logins();
    let mut pending = login.start("https://shop.example/cb", vec![]).unwrap().pending;
    let exported = pending.export();
    assert!(PendingLogin::import(&exported).is_ok());
    for (from, to) in [
        (login.state.as_str(), ""),
        (&login.state, "short"),
        (&login.code_verifier, "short"),
        ("public-app", ""),
        ("\"started\":1700000000,", ""),
        ("\"used\":false", "\"used\":false,\"more\":1"),
    ] {
        let changed = exported.replace(from, to);
        assert_ne!(changed, *exported, "{from}");
        assert_eq!(PendingLogin::import(&changed).unwrap_err().field(), Some("pending_login"), "{from}");
    }
    // Used stays used.
    let url = format!("https://shop.example/cb?code=a&state={}", login.state);
    pending.finish(&url, at(login.started)).unwrap();
    let mut restored = PendingLogin::import(&pending.export()).unwrap();
    assert_eq!(restored.finish(&url, at(login.started)).unwrap_err().code(), Some("login_used"));
}
