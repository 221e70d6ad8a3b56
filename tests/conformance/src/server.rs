//! The gateway as a package sees it: a socket on loopback that keeps every request as it came, follows the case's
//! script, and leaves the rest to a sandbox in this process.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Request;
use bytes::Bytes;
use kaikei_sandbox::Sandbox;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use crate::http::{Head, answer_head, read_body, read_head};
use crate::script::{Answer, Rule, Stall, Then, When, take};

/// A request that arrived.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Its first line and headers.
    pub head: Head,
    /// Its body, as far as it was read.
    pub body: Vec<u8>,
    answered: bool,
}

/// What the connections share.
#[derive(Debug)]
struct Shared {
    sandbox: Sandbox,
    record: Mutex<Record>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Record {
    rules: Vec<Rule>,
    arrivals: Vec<Arrival>,
    /// Counts the times that arrivals were forgotten, so that a late answer is not noted at another arrival.
    forgotten: usize,
}

/// Listens until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Listens on a free port of loopback.
    pub async fn start(sandbox: Sandbox, rules: Vec<Rule>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let record = Mutex::new(Record { rules, ..Record::default() });
        let shared = Arc::new(Shared { sandbox, record, changed: Notify::new() });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, task })
    }

    /// `http://127.0.0.1:port`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far.
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.shared.record().arrivals.clone()
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        let mut record = self.shared.record();
        record.arrivals.clear();
        record.forgotten += 1;
    }

    /// Replaces what is left of the script.
    pub fn set_rules(&self, rules: Vec<Rule>) {
        self.shared.record().rules = rules;
    }

    /// Waits until so many requests have arrived, and so many of them have been answered.
    pub async fn until(&self, arrived: usize, answered: usize) {
        loop {
            let mut changed = std::pin::pin!(self.shared.changed.notified());
            changed.as_mut().enable();
            {
                let record = self.shared.record();
                let done = record.arrivals.iter().filter(|arrival| arrival.answered).count();
                if record.arrivals.len() >= arrived && done >= answered {
                    return;
                }
            }
            changed.await;
        }
    }
}

impl Shared {
    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, head: &Head, body: &[u8]) -> (usize, usize) {
        let mut record = self.record();
        record.arrivals.push(Arrival { head: head.clone(), body: body.to_vec(), answered: false });
        let place = (record.forgotten, record.arrivals.len() - 1);
        drop(record);
        self.changed.notify_waiters();
        place
    }

    fn note_answered(&self, (forgotten, index): (usize, usize)) {
        let mut record = self.record();
        if record.forgotten == forgotten
            && let Some(arrival) = record.arrivals.get_mut(index)
        {
            arrival.answered = true;
        }
        drop(record);
        self.changed.notify_waiters();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connections.spawn(connection(stream, Arc::clone(&shared)));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Serves one connection. A package that breaks off is no concern of the server's: what came before is on record.
async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let mut stream = BufReader::new(stream);
    while let Ok(Some(head)) = read_head(&mut stream).await {
        match exchange(&mut stream, &head, &shared).await {
            Ok(true) if !head.closes() => {}
            _ => return,
        }
    }
}

/// Answers one request; `Ok(true)` if the connection can be used again.
async fn exchange(stream: &mut BufReader<TcpStream>, head: &Head, shared: &Shared) -> io::Result<bool> {
    let then = take(&mut shared.record().rules, &head.method, head.path());
    if let Some(Then::Reset(When::BeforeBody)) = then {
        shared.note(head, &[]);
        stream.get_ref().set_zero_linger()?;
        return Ok(false);
    }
    let body = read_body(stream, head).await?;
    let place = shared.note(head, &body);
    let (status, headers, whole, end) = match then {
        None => sandbox_answer(shared, head, body, None).await?,
        Some(Then::Fault(fault)) => sandbox_answer(shared, head, body, Some(&fault)).await?,
        Some(Then::Answer(answer)) => scripted(&answer, End::Whole),
        Some(Then::Truncated(answer)) => scripted(&answer, End::Cut),
        Some(Then::Reset(when)) => {
            if when == When::Handled {
                sandbox_answer(shared, head, body, None).await?;
            }
            stream.get_ref().set_zero_linger()?;
            return Ok(false);
        }
        Some(Then::Stall(Stall::BeforeAnswer)) => return std::future::pending().await,
        Some(Then::Stall(Stall::MidAnswer)) => {
            let (status, headers, body, _) = sandbox_answer(shared, head, body, None).await?;
            (status, headers, body, End::Stalled)
        }
    };
    let headers_of = || headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let part =
        if end == End::Whole { whole.as_slice() } else { whole.get(..whole.len() / 2).unwrap_or_default() };
    let mut bytes = answer_head(status, headers_of(), whole.len());
    bytes.extend_from_slice(part);
    stream.get_mut().write_all(&bytes).await?;
    match end {
        End::Whole => shared.note_answered(place),
        End::Cut => {}
        End::Stalled => return std::future::pending().await,
    }
    Ok(end == End::Whole)
}

/// How an answer ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    Cut,
    Stalled,
}

type Answered = (u16, Vec<(String, String)>, Vec<u8>, End);

fn scripted(answer: &Answer, end: End) -> Answered {
    let mut headers: Vec<(String, String)> =
        answer.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    (answer.status, headers, answer.body(), end)
}

async fn sandbox_answer(
    shared: &Shared,
    head: &Head,
    body: Vec<u8>,
    fault: Option<&str>,
) -> io::Result<Answered> {
    let invalid = |error: axum::http::Error| io::Error::new(io::ErrorKind::InvalidData, error);
    let mut request = Request::builder().method(head.method.as_str()).uri(&head.target);
    for (name, value) in &head.headers {
        request = request.header(name, value);
    }
    if let Some(fault) = fault {
        request = request.header("x-sandbox-fault", fault);
    }
    let request = request.body(Bytes::from(body)).map_err(invalid)?;
    let answer = shared.sandbox.call(request).await.map_err(io::Error::other)?;
    let headers = answer.headers().iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    Ok((answer.status().as_u16(), headers.collect(), answer.body().to_vec(), End::Whole))
}
