//! Questions to the host language. Its code runs on threads of its own (Node's event loop, a Python event loop), so a
//! question is posted there with a ticket, and the answer comes back later.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kaikei::ito::TokenSet;
use kaikei::{BoxFuture, HttpRequest, HttpResponse, Phase, Sent, TokenStore, Transport, TransportFailure};
use tokio::sync::oneshot;

/// What is asked of the host. Each must be answered with [`Desk::reply`] and its ticket.
#[derive(Debug)]
pub enum Ask {
    /// Send this request once, as [`Transport::send`] says.
    Send(u64, HttpRequest),
    /// Keep these tokens.
    Save(u64, TokenSet),
    /// Nobody waits for this ticket any more: stop what it began.
    Abandon(u64),
}

/// What the host answers.
#[derive(Debug)]
pub enum Reply {
    /// To [`Ask::Send`].
    Answer(HttpResponse),
    /// To [`Ask::Send`].
    Failure(TransportFailure),
    /// To [`Ask::Save`]: an error is its text.
    Saved(Result<(), String>),
}

type Post = dyn Fn(Ask) + Send + Sync;

/// Hands out tickets and takes the answers. As a [`Transport`] and a [`TokenStore`], it is the host's own.
#[derive(Clone)]
pub struct Desk {
    post: Arc<Post>,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    next: u64,
    waiting: HashMap<u64, oneshot::Sender<Reply>>,
}

impl Desk {
    /// A desk whose questions go to `post`, which must not block.
    pub fn new(post: impl Fn(Ask) + Send + Sync + 'static) -> Self {
        Self { post: Arc::new(post), open: Arc::default() }
    }

    /// The host's answer to a question. One that nobody waits for is dropped.
    pub fn reply(&self, ticket: u64, reply: Reply) {
        let waiting = self.open().waiting.remove(&ticket);
        if let Some(waiting) = waiting {
            let _ = waiting.send(reply);
        }
    }

    async fn ask(&self, question: impl FnOnce(u64) -> Ask) -> Option<Reply> {
        let (answer, answered) = oneshot::channel();
        let ticket = {
            let mut open = self.open();
            open.next += 1;
            let ticket = open.next;
            open.waiting.insert(ticket, answer);
            ticket
        };
        let _unless_answered = Ticket { desk: self, ticket };
        (self.post)(question(ticket));
        answered.await.ok()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the host when its answer is no longer wanted.
struct Ticket<'a> {
    desk: &'a Desk,
    ticket: u64,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let abandoned = self.desk.open().waiting.remove(&self.ticket).is_some();
        if abandoned {
            (self.desk.post)(Ask::Abandon(self.ticket));
        }
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Transport for Desk {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportFailure>> {
        Box::pin(async move {
            let limit = request.timeouts.attempt;
            let failed = |phase, message: &str| {
                Err(TransportFailure { phase, sent: Sent::Maybe, message: message.to_owned() })
            };
            match tokio::time::timeout(limit, self.ask(|ticket| Ask::Send(ticket, request))).await {
                Ok(Some(Reply::Answer(answer))) => Ok(answer),
                Ok(Some(Reply::Failure(failure))) => Err(failure),
                Ok(_) => failed(Phase::Receive, "the transport gave no answer"),
                Err(_) => failed(Phase::Timeout, "the answer took too long"),
            }
        })
    }
}

impl TokenStore for Desk {
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            match self.ask(|ticket| Ask::Save(ticket, tokens.clone())).await {
                Some(Reply::Saved(result)) => result,
                _ => Err("the store gave no answer".to_owned()),
            }
        })
    }
}
