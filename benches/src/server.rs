//! The server that every client is measured against: it reads a request whole and gives a fixed answer by its path. One
//! small answer of about 250 bytes for everybody, in the form that each client wants.

use std::io;
use std::pin::Pin;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpSocket;

/// Prints its URL on one line and serves, until the process is ended.
pub async fn serve() -> io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(1024)?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)));
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<String>, hyper::Error> {
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let text = match request.uri().path() {
        path if path.starts_with("/v1/") => stripe(),
        path if path.starts_with("/charges") => univapay(),
        _ => ito(host),
    };
    let mut body = request.into_body();
    while !body.is_end_stream() {
        let frame = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
        if frame.transpose()?.is_none() {
            break;
        }
    }
    let mut answer = Response::new(text);
    answer.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
    Ok(answer)
}

/// The document's answer to a request for a payment.
fn ito(host: &str) -> String {
    format!(
        r#"{{"code":200,"status":"ok","payment_id":"AIYmQIOAz0GlmsjfhgiOeu304","message":"Your payment has been processed. Please follow the URL to complete the payment.","url":"http://{host}/process-checkout?payment_id=AIYmQIOAz0GlmsjfhgiOeu304"}}"#
    )
}

/// A payment intent, cut down to the others' size.
fn stripe() -> String {
    r#"{"id":"pi_3MtwBwLkdIwHu7ix28a3tqPa","object":"payment_intent","amount":28000,"currency":"usd","client_secret":"pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH","created":1680800504,"livemode":false,"status":"requires_payment_method"}"#
        .to_owned()
}

/// A charge, cut down to the others' size.
fn univapay() -> String {
    r#"{"id":"11edf541-c42d-653c-8c48-dfe0a55f95c0","store_id":"11e82dab-14fe-0e6a-aa15-0bd9c9d7b1bf","requested_amount":1000,"requested_currency":"JPY","status":"pending","mode":"test","created_on":"2023-05-18T06:15:41.459926Z","metadata":{}}"#
        .to_owned()
}
