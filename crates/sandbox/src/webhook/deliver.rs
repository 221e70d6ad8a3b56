use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Sandbox;
use crate::address::{Address, is_loopback};
use crate::webhook::{OutgoingWebhook, WebhookResult};

const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);

/// Posts webhooks as they fall due, one at a time for each merchant, until dropped.
pub(crate) async fn run(sandbox: Sandbox) {
    let mut attempts = JoinSet::new();
    loop {
        // Asked for before looking, so that a change in between is not missed.
        let changed = sandbox.changed();
        while let Some((webhook, generation)) = claim(&sandbox) {
            let sandbox = sandbox.clone();
            attempts.spawn(async move {
                let result = attempt(&sandbox, &webhook).await;
                sandbox.record_attempt(&webhook.delivery_id, generation, result);
            });
        }
        let wait = sandbox.time_until_next_webhook();
        tokio::select! {
            () = changed => {}
            () = sleep(wait.unwrap_or_default()), if wait.is_some() => {}
            Some(_) = attempts.join_next() => {}
        }
    }
}

fn claim(sandbox: &Sandbox) -> Option<(OutgoingWebhook, u64)> {
    let mut world = sandbox.world();
    Some((world.claim_webhook(true)?, world.generation))
}

async fn attempt(sandbox: &Sandbox, webhook: &OutgoingWebhook) -> WebhookResult {
    let Some(address) = Address::parse(&webhook.url) else {
        return WebhookResult::Refused("not an http URL".to_owned());
    };
    if !address.is_loopback() && !sandbox.allows_host(&address.host) {
        return WebhookResult::Refused(format!(
            "{} is not loopback; the sandbox posts elsewhere only if the host is allowed by name",
            address.host
        ));
    }
    if address.secure {
        return WebhookResult::Refused("the sandbox posts over plain http only".to_owned());
    }
    match timeout(ATTEMPT_TIMEOUT, post(&address, webhook)).await {
        Ok(Ok(status)) => WebhookResult::Status(status),
        Ok(Err(error)) => WebhookResult::Error(error.to_string()),
        Err(_) => WebhookResult::Error("no answer within 10 seconds".to_owned()),
    }
}

async fn post(
    address: &Address,
    webhook: &OutgoingWebhook,
) -> Result<u16, Box<dyn std::error::Error + Send + Sync>> {
    let port = address.port.unwrap_or(80);
    let stream = TcpStream::connect((address.host.as_str(), port)).await?;
    // A name such as localhost may resolve to anything.
    if is_loopback(&address.host) && !stream.peer_addr()?.ip().is_loopback() {
        return Err("the name does not lead to this machine".into());
    }
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let host = if address.host.contains(':') {
        format!("[{}]:{port}", address.host)
    } else {
        format!("{}:{port}", address.host)
    };
    let mut request = Request::post(&address.path_and_query)
        .header(header::HOST, host)
        .header(header::USER_AGENT, "kaikei-sandbox")
        .header(header::CONNECTION, "close");
    for (name, value) in &webhook.headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(webhook.body.clone()))?;
    // Ends with the connection, which closes after this one answer.
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?.status().as_u16())
}
