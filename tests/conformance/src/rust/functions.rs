//! What the package offers beside calls: signing, webhooks, logins, confirming.

use std::time::Duration;

use base64ct::{Base64, Encoding};
use kaikei::ito::{
    Confirmation, CreatePayment, LoginRequest, Order, PendingLogin, Pkce, SigningProfile, WebhookEvent,
    WebhookVerifier, sign_request, sign_webhook,
};
use kaikei::univapay::{Money, webhook};
use kaikei::{Error, ErrorKind};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clients::{Client, GatewayClient, StoreKind, at, store};
use crate::{Failure, Reply, State, calls, failed, ok};

pub(crate) async fn call(state: &State, name: &str, arguments: Value) -> Result<Reply, Failure> {
    match name {
        "sign_request" => sign(serde_json::from_value(arguments)?),
        "webhook_verify" => {
            let (event, raw) = serde_json::from_value::<Webhook>(arguments)?.verify()?;
            let mut reply = ok(event);
            reply.insert("raw".to_owned(), raw.into());
            Ok(reply)
        }
        "webhook_explain" => serde_json::from_value::<Explain>(arguments)?.explain(),
        "webhook_sign" => {
            let Sign { secret, timestamp, body_base64 } = serde_json::from_value(arguments)?;
            Ok(ok(json!(sign_webhook(&secret.into(), timestamp, &decode(&body_base64)?)?)))
        }
        "univapay_webhook_verify" => serde_json::from_value::<Notice>(arguments)?.verify(),
        "univapay_webhook_make" => serde_json::from_value::<NoticeToMake>(arguments)?.make(),
        "money" => {
            let AmountOf { amount, currency } = serde_json::from_value(arguments)?;
            let money = match amount {
                Value::String(text) => Money::of(&text, &currency)?,
                amount => Money::minor(serde_json::from_value(amount)?, &currency)?,
            };
            Ok(ok(json!(money)))
        }
        "pkce" => {
            let Verifier { verifier } = serde_json::from_value(arguments)?;
            let pkce = Pkce::from_verifier(verifier)?;
            Ok(ok(json!({ "verifier": pkce.verifier.expose(), "challenge": pkce.challenge })))
        }
        "login_start" => {
            let Start { client, client_id, redirect_uri, scopes } = serde_json::from_value(arguments)?;
            let client = state.client(Some(&client))?;
            let login = client.ito()?.start_login(&LoginRequest { client_id, redirect_uri, scopes })?;
            Ok(ok(
                json!({ "authorize_url": login.authorize_url, "pending": login.pending.export().as_str() }),
            ))
        }
        "login_finish" => finish(state, serde_json::from_value(arguments)?).await,
        "confirm" => {
            let Confirm { client, order, event } = serde_json::from_value(arguments)?;
            confirm(&state.client(Some(&client))?, &order, &event.event()?).await
        }
        "error_kinds" => {
            let kinds =
                ErrorKind::ALL.map(|kind| json!({ "kind": kind, "class": format!("ErrorKind::{kind:?}") }));
            Ok(ok(json!(kinds)))
        }
        other => Err(Failure::Misuse(format!("there is no function `{other}`"))),
    }
}

fn decode(base64: &str) -> Result<Vec<u8>, Failure> {
    Base64::decode_vec(base64).map_err(|_| Failure::Misuse("the body is not base64".to_owned()))
}

#[derive(Deserialize)]
struct SignRequest {
    profile: SigningProfile,
    secret_key: String,
    timestamp: u64,
    parameters: String,
}

fn sign(request: SignRequest) -> Result<Reply, Failure> {
    let payment: CreatePayment = calls::read(&request.parameters)?;
    let signed = sign_request(&payment, &request.secret_key.into(), request.timestamp, request.profile)?;
    Ok(ok(json!(signed)))
}

#[derive(Deserialize)]
struct Sign {
    secret: String,
    timestamp: u64,
    body_base64: String,
}

#[derive(Deserialize)]
struct Verifier {
    verifier: String,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    secret: String,
}

fn verifier(secrets: Vec<Named>, tolerance: Option<u64>) -> Result<WebhookVerifier, Error> {
    let verifier =
        WebhookVerifier::with_secrets(secrets.into_iter().map(|named| (named.name, named.secret)))?;
    Ok(match tolerance {
        Some(seconds) => verifier.tolerance(Duration::from_secs(seconds)),
        None => verifier,
    })
}

#[derive(Deserialize)]
struct Webhook {
    secrets: Vec<Named>,
    headers: Vec<(String, String)>,
    body_base64: String,
    now: u64,
    tolerance: Option<u64>,
}

impl Webhook {
    fn event(self) -> Result<WebhookEvent, Failure> {
        let body = decode(&self.body_base64)?;
        Ok(verifier(self.secrets, self.tolerance)?.verify(self.headers, &body, at(self.now))?)
    }

    fn verify(self) -> Result<(Value, String), Failure> {
        let event = self.event()?;
        Ok((json!(event), event.raw().as_str().to_owned()))
    }
}

#[derive(Deserialize)]
struct Explain {
    secrets: Vec<Named>,
    timestamp: String,
    signature: String,
    body_base64: String,
    now: u64,
    tolerance: Option<u64>,
}

impl Explain {
    fn explain(self) -> Result<Reply, Failure> {
        let verifier = verifier(self.secrets, self.tolerance)?;
        let (timestamp, signature) = (self.timestamp.as_bytes(), self.signature.as_bytes());
        Ok(ok(json!(verifier.explain(timestamp, signature, &decode(&self.body_base64)?, at(self.now)))))
    }
}

/// A webhook of UnivaPay.
#[derive(Deserialize)]
struct Notice {
    tokens: Vec<String>,
    headers: Vec<(String, String)>,
    body_base64: String,
}

impl Notice {
    fn verify(self) -> Result<Reply, Failure> {
        let body = decode(&self.body_base64)?;
        let event = webhook::WebhookVerifier::new(self.tokens)?.verify(self.headers, &body)?;
        let json = event.decoded().to_json()?;
        let mut reply = ok(serde_json::from_slice(&json)?);
        reply.insert("raw".to_owned(), event.raw().as_str().into());
        Ok(reply)
    }
}

#[derive(Deserialize)]
struct NoticeToMake {
    auth_token: String,
    event: String,
    data: String,
    id: Option<String>,
    created_on: Option<String>,
}

impl NoticeToMake {
    fn make(self) -> Result<Reply, Failure> {
        let Self { auth_token, event, data, id, created_on } = self;
        let wrong = || Failure::Misuse("created_on is no time".to_owned());
        let at = created_on.map(|at| at.parse().map_err(|_| wrong())).transpose()?;
        let made = webhook::test_webhook(&auth_token.into(), &event, &data, id.as_deref(), at)?;
        let headers = made.headers();
        let header = |wanted| headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let (content_type, authorization) = (header("Content-Type"), header("Authorization"));
        Ok(ok(json!({ "content_type": content_type, "authorization": authorization, "body": made.body })))
    }
}

#[derive(Deserialize)]
struct AmountOf {
    amount: Value,
    currency: String,
}

#[derive(Deserialize)]
struct Start {
    client: String,
    client_id: String,
    redirect_uri: String,
    scopes: Vec<String>,
}

#[derive(Deserialize)]
struct Finish {
    client: String,
    pending: String,
    redirect_url: String,
    #[serde(rename = "as")]
    name: String,
    token_store: Option<StoreKind>,
}

/// The reply tells what became of the pending login, whether or not it succeeded.
async fn finish(state: &State, arguments: Finish) -> Result<Reply, Failure> {
    let client = state.client(Some(&arguments.client))?;
    let mut pending = PendingLogin::import(&arguments.pending)?;
    let (store, token_store) = store(arguments.token_store);
    let finished = client.ito()?.finish_login(&mut pending, &arguments.redirect_url, token_store).await;
    let mut reply = match finished {
        Ok(user) => {
            let user = Client { gateway: GatewayClient::Ito(user), clock: client.clock, store };
            state.clients().insert(arguments.name, user);
            ok(Value::Bool(true))
        }
        Err(error) => failed(error.into()),
    };
    reply.insert("pending".to_owned(), pending.export().as_str().into());
    Ok(reply)
}

#[derive(Deserialize)]
struct Confirm {
    client: String,
    order: Order,
    event: Webhook,
}

async fn confirm(client: &Client, order: &Order, event: &WebhookEvent) -> Result<Reply, Failure> {
    let confirmation = client.ito()?.confirm(order, event).await;
    let mut outcome = json!({ "outcome": confirmation.as_str() });
    match confirmation {
        Confirmation::Mismatch { field } => outcome["field"] = field.into(),
        Confirmation::Unknown(error) => outcome["error"] = json!(error),
        Confirmation::Confirmed | Confirmation::NotFound => {}
    }
    Ok(ok(outcome))
}
