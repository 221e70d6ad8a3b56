//! HTTP over plain sockets, so that a test sees what really happens to a connection.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// What came back on a connection until it ended.
pub(crate) struct Received {
    pub(crate) bytes: Vec<u8>,
    /// How the connection ended: in order, or with a reset.
    pub(crate) reset: bool,
}

impl Received {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn status(&self) -> u16 {
        self.text().split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let text = self.text();
        let head = text.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    }

    pub(crate) fn body(&self) -> String {
        self.text().split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
    }
}

/// Sends a request whole and reads until the connection ends.
pub(crate) fn exchange(address: SocketAddr, request: &str) -> Received {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // A peer that resets early may not take all of it.
    let _ = stream.write_all(request.as_bytes());
    let mut received = Received { bytes: Vec::new(), reset: false };
    let mut chunk = [0; 65536];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return received,
            Ok(read) => received.bytes.extend_from_slice(&chunk[..read]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {
                received.reset = true;
                return received;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// A request with these further header lines and a JSON body.
pub(crate) fn request(address: SocketAddr, line: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n{headers}\r\n{body}"
    )
}

/// A server that answers each connection with the next status, and hands out the requests it got.
pub(crate) struct Receiver {
    listener: TcpListener,
}

impl Receiver {
    pub(crate) fn new() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").unwrap() }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook?shop=1", self.listener.local_addr().unwrap())
    }

    /// Waits for one request, and answers it.
    pub(crate) fn answer(&self, answer: &str) -> String {
        let (mut stream, request) = self.request();
        stream.write_all(answer.as_bytes()).unwrap();
        request
    }

    /// Waits for one request, and leaves it unanswered.
    pub(crate) fn request(&self) -> (TcpStream, String) {
        let mut stream = self.accept();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        loop {
            let read = stream.read(&mut chunk).unwrap();
            bytes.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let length = text.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok()
            });
            let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
            if read == 0 || (body.is_some() && body >= length) {
                return (stream, text);
            }
        }
    }

    fn accept(&self) -> TcpStream {
        let give_up = Instant::now() + Duration::from_secs(20);
        self.listener.set_nonblocking(true).unwrap();
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    stream.set_nonblocking(false).unwrap();
                    return stream;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock && Instant::now() < give_up => {
                    std::thread::sleep(Duration::from_millis(1));
                }
                Err(error) => panic!("no request came: {error}"),
            }
        }
    }
}

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
pub(crate) const FAILURE: &str =
    "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
