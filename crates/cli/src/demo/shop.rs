//! The merchant's server: it takes webhooks and verifies their raw bytes.

use std::sync::Arc;
use std::time::SystemTime;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use kaikei::ito::{WebhookEvent, WebhookVerifier};
use kaikei::univapay::webhook::{Event, answer_status};
use kaikei::{Error, ErrorKind, Secret, univapay};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

/// What a webhook's request was found to be, and its body for showing.
pub(super) struct Received {
    pub(super) body: Bytes,
    pub(super) event: Result<WebhookEvent, Error>,
}

pub(super) struct Shop {
    pub(super) url: String,
    /// What UnivaPay sends back to prove that a webhook is its own.
    pub(super) auth_token: Secret,
    received: Mutex<mpsc::Receiver<Received>>,
    notices: Mutex<mpsc::Receiver<Result<Event, Error>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Shop {
    pub(super) async fn open(webhook_secret: &str) -> Result<Self, Error> {
        let cannot =
            |e: std::io::Error| Error::new(ErrorKind::Internal, format!("the shop cannot listen: {e}"));
        let verifier = Arc::new(WebhookVerifier::new(webhook_secret)?);
        let (sender, received) = mpsc::channel(16);
        let auth_token = Secret::from("demo-webhook-token");
        let notices_verifier = Arc::new(univapay::webhook::WebhookVerifier::new([auth_token.clone()])?);
        let (notice_sender, notices) = mpsc::channel(64);
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(cannot)?;
        let url = format!("http://{}", listener.local_addr().map_err(cannot)?);
        let router = Router::new()
            .route("/web_hook", post(take))
            .with_state((verifier, sender))
            .route("/notices", post(take_notice))
            .with_state((notices_verifier, notice_sender));
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, auth_token, received: Mutex::new(received), notices: Mutex::new(notices), server })
    }

    /// The next webhook.
    pub(super) async fn next(&self) -> Result<Received, Error> {
        let ended = || Error::new(ErrorKind::Internal, "the shop's server ended");
        self.received.lock().await.recv().await.ok_or_else(ended)
    }

    /// The next webhook of UnivaPay.
    pub(super) async fn next_notice(&self) -> Result<Event, Error> {
        let ended = || Error::new(ErrorKind::Internal, "the shop's server ended");
        self.notices.lock().await.recv().await.ok_or_else(ended)?
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.server.abort();
    }
}

type Shared = (Arc<WebhookVerifier>, mpsc::Sender<Received>);

async fn take(State((verifier, sender)): State<Shared>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let parts = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let event = verifier.verify(parts, &body, SystemTime::now());
    let status = if event.is_ok() { StatusCode::OK } else { StatusCode::FORBIDDEN };
    // The demo may have ended meanwhile.
    let _ = sender.send(Received { body, event }).await;
    status
}

type Notices = (Arc<univapay::webhook::WebhookVerifier>, mpsc::Sender<Result<Event, Error>>);

/// UnivaPay's webhook: answered at once, because the gateway waits for three seconds.
async fn take_notice(
    State((verifier, sender)): State<Notices>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let parts = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let event = verifier.verify(parts, &body);
    let status = StatusCode::from_u16(answer_status(&event)).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let _ = sender.send(event).await;
    status
}
