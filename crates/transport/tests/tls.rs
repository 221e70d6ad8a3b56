//! TLS is always verified, and proxies are used as told.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::sync::Arc;

use common::payment;
use kaikei::{ErrorKind, ItoJapan, Network, Proxy, Sent, probe};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;

/// A TLS server on loopback with a certificate of its own making for `name`; it answers 204 to everything. Returns
/// its port and the certificate.
async fn serve(name: &str) -> (u16, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (port, made.cert.pem().into_bytes())
}

fn trusting(pem: Vec<u8>) -> Network {
    Network { extra_roots_pem: vec![pem], proxy: Proxy::Direct, ..Network::default() }
}

#[tokio::test]
async fn an_unknown_authority_is_refused() {
    let (port, _) = serve("localhost").await;
    let error = probe(Network::default(), &format!("https://localhost:{port}")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code(), error.sent()),
        (ErrorKind::Connection, Some("tls"), Some(Sent::No))
    );
}

#[tokio::test]
async fn a_certificate_given_as_a_root_is_accepted_for_its_own_name_only() {
    let (port, pem) = serve("localhost").await;
    assert_eq!(probe(trusting(pem), &format!("https://localhost:{port}")).await.unwrap(), 204);
    let (port, pem) = serve("gateway.example").await;
    let error = probe(trusting(pem), &format!("https://localhost:{port}")).await.unwrap_err();
    assert_eq!(error.code(), Some("tls"), "another name: {error}");
}

#[tokio::test]
async fn a_payment_over_unverified_tls_is_not_sent_and_not_tried_again() {
    let (port, _) = serve("localhost").await;
    let client =
        ItoJapan::builder().base_url(format!("https://localhost:{port}")).access_key("a").secret_key("s");
    let error = client.build().unwrap().payments().create(payment()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code(), error.sent()),
        (ErrorKind::Connection, Some("tls"), Some(Sent::No))
    );
}

#[tokio::test]
async fn rubbish_in_place_of_certificates_is_a_clear_error() {
    for rubbish in [&b""[..], b"not pem", b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        let builder = ItoJapan::builder().network(trusting(rubbish.to_vec()));
        let error = builder.build().unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some("extra_roots_pem")));
    }
}

#[tokio::test]
async fn a_proxy_is_asked_for_the_gateway() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://someone:password@{}", listener.local_addr().unwrap());
    let proxy = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let read = stream.read(&mut request).await.unwrap();
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").await.unwrap();
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    let network = Network { proxy: Proxy::Url(url.into()), ..Network::default() };
    let error = probe(network, "https://gateway.example").await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Connection, Some(Sent::No)));
    assert!(!format!("{error} {error:?}").contains("password"));
    let asked = proxy.await.unwrap();
    assert!(asked.starts_with("CONNECT gateway.example:443 "), "{asked}");
    assert!(asked.to_ascii_lowercase().contains("proxy-authorization: basic "), "{asked}");
}
