//! Access tokens: fetched once, renewed once, never lost.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{World, user};
use kaikei::ito::{LoginRequest, TokenSet, UserBalance};
use kaikei::{BoxFuture, ErrorKind, ItoJapan, TokenStore};

#[derive(Default)]
struct Store {
    saved: Mutex<Vec<String>>,
    broken: Mutex<bool>,
    silent: Mutex<bool>,
}

impl TokenStore for Store {
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            if *self.broken.lock().unwrap() {
                return Err("disk full".to_owned());
            }
            if *self.silent.lock().unwrap() {
                std::future::pending::<()>().await;
            }
            self.saved.lock().unwrap().push(tokens.access_token().expose().to_owned());
            Ok(())
        })
    }
}

/// Walks the sandbox's pages as a browser would.
async fn log_in(world: &World, store: Arc<Store>) -> ItoJapan {
    let client = world.ito().build().unwrap();
    let mut login = client
        .start_login(&LoginRequest {
            client_id: world.keys.public_client_id.clone(),
            redirect_uri: world.keys.redirect_uri.clone(),
            scopes: Vec::new(),
        })
        .unwrap();
    let query = login.authorize_url.split_once('?').unwrap().1;
    let get = http(world, "GET", &format!("/oauth/authorize?{query}"), "").await;
    let request = get.split("name=\"request\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = [
        ("request", request.replace("&amp;", "&")),
        ("email", world.keys.user_email.clone()),
        ("password", world.keys.user_password.clone()),
        ("action", "approve".to_owned()),
    ];
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let post = http(world, "POST", "/oauth/authorize", &body.join("&")).await;
    let location = post.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().trim().to_owned();
    client.finish_login(&mut login.pending, &location, Some(store)).await.unwrap()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn http(world: &World, method: &str, path: &str, body: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(world.running.address()).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: \
         application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn twenty_callers_fetch_one_token() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    let id = client.users().create(user()).await.unwrap().id.clone().unwrap();
    let client = world.ito().build().unwrap();
    let before = world.seen("/oauth/token");
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let (client, user) = (client.clone(), id.clone());
            tokio::spawn(async move { client.users().balance(UserBalance { user }).await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(world.seen("/oauth/token") - before, 1);
}

#[tokio::test]
async fn a_token_that_expired_early_is_renewed_once() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    let user = client.users().create(user()).await.unwrap().id.clone().unwrap();
    // The gateway's clock runs ahead: it refuses a token that looks good from here.
    world.running.sandbox().advance(Duration::from_secs(100_000)).unwrap();
    client.users().balance(UserBalance { user: user.clone() }).await.unwrap();
    assert_eq!(world.seen("/oauth/token"), 2);
    world.fault("/api/*", 9, "status=401");
    let error = client.users().balance(UserBalance { user }).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(world.seen("/oauth/token"), 3, "renewed once, then given up");
}

#[tokio::test]
async fn a_users_tokens_rotate_through_their_store() {
    let world = World::start().await;
    let store = Arc::new(Store::default());
    let client = log_in(&world, store.clone()).await;
    assert_eq!(store.saved.lock().unwrap().len(), 1);
    world.running.sandbox().advance(Duration::from_secs(100_000)).unwrap();
    let calls = (0..10).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.me().get().await.map(|_| ()) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let saved = store.saved.lock().unwrap().clone();
    assert_eq!(saved.len(), 2, "ten callers, one refresh");
    assert_eq!(saved[1], client.session().unwrap().tokens().access_token().expose());
}

#[tokio::test]
async fn a_refresh_whose_caller_has_gone_reaches_the_store() {
    let world = World::start().await;
    let store = Arc::new(Store::default());
    let client = log_in(&world, store.clone()).await;
    world.running.sandbox().advance(Duration::from_secs(100_000)).unwrap();
    world.fault("/oauth/token", 1, "delay=50");
    let before = world.seen("/oauth/token");
    let impatient = tokio::spawn({
        let client = client.clone();
        async move { client.me().get().await.map(|_| ()) }
    });
    while world.seen("/oauth/token") == before {
        tokio::task::yield_now().await;
    }
    impatient.abort();
    while store.saved.lock().unwrap().len() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    client.me().get().await.unwrap();
    assert_eq!(world.seen("/oauth/token") - before, 1);
}

#[tokio::test]
async fn two_clients_of_one_session_renew_it_once() {
    let world = World::start().await;
    let one = log_in(&world, Arc::default()).await;
    let two = world.ito().build().unwrap().with_session(one.session().unwrap().clone(), None);
    world.running.sandbox().advance(Duration::from_secs(100_000)).unwrap();
    let before = world.seen("/oauth/token");
    let (first, second) = tokio::join!(
        std::future::IntoFuture::into_future(one.me().get()),
        std::future::IntoFuture::into_future(two.me().get())
    );
    first.unwrap();
    second.unwrap();
    assert_eq!(world.seen("/oauth/token") - before, 1, "the refresh token was sent once");
}

#[tokio::test]
async fn a_store_that_fails_loses_nothing() {
    let world = World::start().await;
    let store = Arc::new(Store::default());
    let client = log_in(&world, store.clone()).await;
    world.running.sandbox().advance(Duration::from_secs(100_000)).unwrap();
    *store.broken.lock().unwrap() = true;
    let error = client.me().get().await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some("token_store")));
    let refreshed = world.seen("/oauth/token");
    *store.broken.lock().unwrap() = false;
    client.me().get().await.unwrap();
    assert_eq!(
        world.seen("/oauth/token"),
        refreshed,
        "the tokens in memory were offered again, not fetched again"
    );
    assert_eq!(store.saved.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_store_that_never_answers_ends_with_the_call() {
    let world = World::start().await;
    let store = Arc::new(Store::default());
    let client = log_in(&world, store.clone()).await;
    world.running.sandbox().advance(Duration::from_secs(100_000)).unwrap();
    *store.silent.lock().unwrap() = true;
    let limited = || client.me().get().timeout(Duration::from_millis(300));
    let (one, two) = tokio::join!(
        std::future::IntoFuture::into_future(limited()),
        std::future::IntoFuture::into_future(limited())
    );
    for error in [one.unwrap_err(), two.unwrap_err()] {
        // The other one waits for the lock that the first one holds.
        assert!(matches!(error.kind(), ErrorKind::Configuration | ErrorKind::Timeout), "{error}");
    }
    *store.silent.lock().unwrap() = false;
    client.me().get().await.unwrap();
    assert_eq!(store.saved.lock().unwrap().len(), 2, "the tokens in memory were offered again");
}

#[tokio::test]
async fn a_call_given_up_during_a_refresh_does_not_lose_the_session() {
    let world = World::start().await;
    let client = log_in(&world, Arc::default()).await;
    let old = client.session().unwrap().tokens();
    world.running.sandbox().advance(Duration::from_secs(100_000)).unwrap();
    let refreshed = world.seen("/oauth/token") + 1;
    world.fault("/oauth/token", 1, "delay=200");
    {
        let mut call = std::pin::pin!(std::future::IntoFuture::into_future(client.me().get()));
        while world.seen("/oauth/token") < refreshed {
            tokio::select! {
                _ = &mut call => unreachable!("the token is delayed"),
                () = tokio::task::yield_now() => {}
            }
        }
        // Dropped here, with the old refresh token spent.
    }
    client.me().get().await.unwrap();
    assert_eq!(world.seen("/oauth/token"), refreshed, "the answer that nobody waited for was used");
    assert_ne!(client.session().unwrap().tokens().access_token(), old.access_token());
}

#[tokio::test]
async fn a_failed_refresh_keeps_the_tokens() {
    let world = World::start().await;
    let client = log_in(&world, Arc::default()).await;
    let tokens = client.session().unwrap().tokens();
    world.running.sandbox().advance(Duration::from_secs(100_000)).unwrap();
    world.fault("/oauth/token", 1, "status=500");
    assert!(client.me().get().await.is_err());
    assert_eq!(client.session().unwrap().tokens().access_token(), tokens.access_token());
    client.me().get().await.unwrap();
}
