//! The browser's way back: a listener on this machine that takes one redirect.

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use axum::routing::get;
use kaikei::{Error, ErrorKind};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Listens on loopback for the redirect of a login.
pub(crate) struct Loopback {
    /// The redirect URI with the port that was free.
    pub(crate) redirect_uri: String,
    redirects: mpsc::Receiver<String>,
    server: tokio::task::JoinHandle<()>,
}

impl Loopback {
    /// `path` begins with a slash; port 0 takes a free one.
    pub(crate) async fn listen(port: u16, path: &str) -> Result<Self, Error> {
        let cannot = |e: std::io::Error| {
            Error::new(ErrorKind::Configuration, format!("cannot listen on loopback: {e}"))
        };
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(cannot)?;
        let redirect_uri = format!("http://{}{path}", listener.local_addr().map_err(cannot)?);
        let (sender, redirects) = mpsc::channel(1);
        let origin = redirect_uri.strip_suffix(path).unwrap_or(&redirect_uri).to_owned();
        let router = Router::new().route(path, get(take)).with_state((origin, sender));
        let server = tokio::spawn(async move {
            // Ends with the task; an accept error only ends this login.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { redirect_uri, redirects, server })
    }

    /// The next URL that the browser came back to.
    pub(crate) async fn next(&mut self) -> Result<String, Error> {
        self.redirects
            .recv()
            .await
            .ok_or_else(|| Error::new(ErrorKind::Internal, "the loopback listener ended"))
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.server.abort();
    }
}

type Shared = (String, mpsc::Sender<String>);

async fn take(State((origin, sender)): State<Shared>, uri: Uri) -> Html<&'static str> {
    let path = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    // A second redirect while the first is being looked at has nowhere to go, and need not.
    let _ = sender.try_send(format!("{origin}{path}"));
    Html(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>Kaikei</title><h1>Back to the terminal</h1>\
         <p>The terminal says how the login went. You can close this page.\
         <p lang=ja>ログインの結果はターミナルに表示されます。このページは閉じてかまいません。",
    )
}
