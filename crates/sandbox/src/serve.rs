use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll};
use std::thread;
use std::{fmt, io};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{Request, Response, header};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::address::host_of;
use crate::gate::Cut;
use crate::webhook::deliver;
use crate::{Credentials, Error, Sandbox, reply};

const BACKLOG: u32 = 1024;

/// A sandbox that listens. Dropping it closes the listener and every connection.
#[derive(Debug)]
pub struct Running {
    sandbox: Sandbox,
    address: SocketAddr,
    /// Dropped to stop the server.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://host:port`, of both gateways and the control API.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The first merchant's keys.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        self.sandbox.credentials_at(&self.base_url())
    }

    /// The sandbox behind it.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread ends by itself once told to; a panic in it has been reported there.
            let _ = thread.join();
        }
    }
}

impl Sandbox {
    /// Serves over HTTP on the current tokio runtime, and posts webhooks. `listen` is `host:port`; port 0 takes a
    /// free one.
    ///
    /// # Errors
    ///
    /// [`Error::HostNotAllowed`] if the host is not loopback and not allowed, [`Error::Io`] if it cannot listen.
    pub async fn serve(&self, listen: &str) -> Result<Running, Error> {
        let listener = bind(self, listen).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(run(self.clone(), listener, stopped));
        Ok(Running { sandbox: self.clone(), address, stop: Some(stop), thread: None })
    }

    /// Serves over HTTP on a thread of its own, for callers without a runtime. Dropping the result ends the thread.
    ///
    /// # Errors
    ///
    /// As [`serve`](Self::serve).
    pub fn start_blocking(&self, listen: &str) -> Result<Running, Error> {
        let (sandbox, listen) = (self.clone(), listen.to_owned());
        let (stop, stopped) = oneshot::channel();
        let (started, outcome) = mpsc::channel();
        // The runtime lives on its thread from the start: a caller may be inside a runtime of its own.
        let thread = thread::Builder::new().name("kaikei-sandbox".to_owned()).spawn(move || {
            let served = serve_on_this_thread(sandbox, &listen, stopped, &started);
            if let Err(error) = served {
                // The caller waits for it.
                let _ = started.send(Err(error));
            }
        })?;
        let ended = |_| Err(Error::Io(io::Error::other("the server's thread ended")));
        let address = outcome.recv().unwrap_or_else(ended)?;
        Ok(Running { sandbox: self.clone(), address, stop: Some(stop), thread: Some(thread) })
    }
}

fn serve_on_this_thread(
    sandbox: Sandbox,
    listen: &str,
    stopped: oneshot::Receiver<()>,
    started: &mpsc::Sender<Result<SocketAddr, Error>>,
) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = bind(&sandbox, listen).await?;
        // The caller waits for it.
        let _ = started.send(Ok(listener.local_addr()?));
        run(sandbox, listener, stopped).await;
        Ok(())
    })
}

async fn bind(sandbox: &Sandbox, listen: &str) -> Result<TcpListener, Error> {
    let allowed = sandbox.allows_host(&host_of(listen));
    let address = lookup_host(listen).await?.next().ok_or_else(|| Error::NotFound(listen.to_owned()))?;
    let named_loopback = crate::address::is_loopback(&host_of(listen));
    // A name such as localhost may resolve to anything.
    if !allowed || (named_loopback && !address.ip().is_loopback()) {
        return Err(Error::HostNotAllowed(host_of(listen)));
    }
    let socket = match address.ip() {
        IpAddr::V4(_) => TcpSocket::new_v4()?,
        IpAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A restart on the same port must not wait for old connections to time out; Windows has another meaning for it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket.listen(BACKLOG)?)
}

async fn run(sandbox: Sandbox, listener: TcpListener, mut stopped: oneshot::Receiver<()>) {
    let mut tasks = JoinSet::new();
    let router = sandbox.router();
    tasks.spawn(deliver::run(sandbox.clone()));
    loop {
        tokio::select! {
            // Answers with an error when the handle is dropped.
            _ = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { tasks.spawn(connection(sandbox.clone(), router.clone(), stream)); }
                Err(error) => {
                    // Out of file descriptors, most likely: let connections end.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            },
            Some(_) = tasks.join_next() => {}
        }
    }
}

async fn connection(sandbox: Sandbox, router: Router, stream: TcpStream) {
    // Only costs latency if it fails.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let line = Line { stream, reset: Arc::clone(&reset) };
    let service = service_fn(move |request: Request<Incoming>| {
        let (sandbox, router, reset) = (sandbox.clone(), router.clone(), Arc::clone(&reset));
        async move { answer(&sandbox, router, request, &reset).await }
    });
    let served =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(line), service).await;
    if let Err(error) = served {
        tracing::debug!(%error, "connection ended");
    }
}

async fn answer(
    sandbox: &Sandbox,
    router: Router,
    request: Request<Incoming>,
    reset: &Arc<AtomicBool>,
) -> Result<Response<Body>, Broken> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).map(host_of);
    // Keeps web pages of others from reaching the sandbox by a name that they made resolve to loopback.
    if !host.is_some_and(|host| sandbox.allows_host(&host)) {
        let why = "The Host header is neither loopback nor allowed by name.";
        return Ok(reply::json(421, &serde_json::json!({ "message": why })));
    }
    let response = match router.oneshot(request.map(Body::new)).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let Some(cut) = response.extensions().get::<Cut>().copied() else {
        return Ok(response);
    };
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let (part, reset) = match cut {
        Cut::Reset(_) => {
            reset.store(true, Ordering::Relaxed);
            return Err(Broken);
        }
        Cut::ResetMidAnswer => {
            parts.headers.insert(header::CONTENT_LENGTH, body.len().max(1).into());
            (body.slice(..body.len() / 2), Some(Arc::clone(reset)))
        }
        Cut::Truncate => (body, None),
    };
    Ok(Response::from_parts(parts, Body::new(Interrupted { part: Some(part), flushed: false, reset })))
}

/// The service ends a connection by failing.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut by a fault")
    }
}

impl std::error::Error for Broken {}

/// A body that fails after its first part; the connection is reset if `reset` is given, else closed.
struct Interrupted {
    part: Option<Bytes>,
    flushed: bool,
    reset: Option<Arc<AtomicBool>>,
}

impl HttpBody for Interrupted {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(part) = self.part.take() {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        // hyper writes out what it has when a body is not ready.
        if !self.flushed {
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if let Some(reset) = &self.reset {
            reset.store(true, Ordering::Relaxed);
        }
        Poll::Ready(Some(Err(Broken)))
    }
}

/// A connection that, once told to, closes with a reset instead of an orderly end.
struct Line {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            // If this fails the peer sees an orderly close: still no answer.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.reset.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
