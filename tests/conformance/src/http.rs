//! Just enough HTTP/1.1 to see every byte of a request, and to misbehave when answering.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// Nothing that a package sends is longer than this.
const LONGEST_HEAD: usize = 128 * 1024;
const LONGEST_BODY: usize = 8 * 1024 * 1024;

/// A request's first line and headers.
#[derive(Clone, Debug)]
pub struct Head {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case, in their order.
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The path without its query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Whether the client wants the connection closed after the answer.
    pub fn closes(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

/// Reads a request's head; `None` at the end of the connection.
pub async fn read_head(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Head>> {
    let first = line(from).await?;
    if first.is_empty() {
        return Ok(None);
    }
    let mut words = first.split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(broken("the first line is not that of an HTTP/1.1 request"));
    };
    let mut head = Head { method: method.to_owned(), target: target.to_owned(), headers: Vec::new() };
    loop {
        let text = line(from).await?;
        if text.is_empty() {
            return Ok(Some(head));
        }
        let (name, value) = text.split_once(':').ok_or_else(|| broken("a header has no colon"))?;
        head.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        if head.headers.len() > 200 {
            return Err(broken("too many headers"));
        }
    }
}

/// A line without its end; empty at the end of the connection too.
async fn line(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<String> {
    let mut bytes = Vec::new();
    (&mut *from).take(LONGEST_HEAD as u64).read_until(b'\n', &mut bytes).await?;
    let text = String::from_utf8(bytes).map_err(|_| broken("a header is not UTF-8"))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Reads the body that `head` announces.
pub async fn read_body(from: &mut (impl AsyncBufRead + Unpin), head: &Head) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if head.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        loop {
            let size = line(from).await?;
            let size = size.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).map_err(|_| broken("a chunk has no size"))?;
            read_some(from, &mut body, size).await?;
            line(from).await?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = head.header("content-length").map_or(Ok(0), str::parse);
    read_some(from, &mut body, length.map_err(|_| broken("Content-Length is not a number"))?).await?;
    Ok(body)
}

async fn read_some(
    from: &mut (impl AsyncBufRead + Unpin),
    body: &mut Vec<u8>,
    size: usize,
) -> io::Result<()> {
    if body.len().saturating_add(size) > LONGEST_BODY {
        return Err(broken("the body is too large"));
    }
    let start = body.len();
    body.resize(start + size, 0);
    from.read_exact(body.get_mut(start..).unwrap_or_default()).await.map(|_| ())
}

/// An answer's head. `length` is what it announces.
pub fn answer_head<'h>(
    status: u16,
    headers: impl Iterator<Item = (&'h str, &'h str)>,
    length: usize,
) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} -\r\n");
    for (name, value) in headers {
        if !name.eq_ignore_ascii_case("content-length") && !name.eq_ignore_ascii_case("transfer-encoding") {
            head.extend([name, ": ", value, "\r\n"]);
        }
    }
    if status != 204 {
        head.push_str(&format!("content-length: {length}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    async fn read(mut text: &[u8]) -> io::Result<Option<(Head, Vec<u8>)>> {
        match read_head(&mut text).await? {
            Some(head) => {
                let body = read_body(&mut text, &head).await?;
                Ok(Some((head, body)))
            }
            None => Ok(None),
        }
    }

    #[tokio::test]
    async fn requests() {
        let (head, body) =
            read(b"POST /a?b=c HTTP/1.1\r\nX-Y:  z \r\nContent-Length: 2\r\n\r\nhi").await.unwrap().unwrap();
        assert_eq!((head.method.as_str(), head.path(), head.header("x-y")), ("POST", "/a", Some("z")));
        assert_eq!(body, b"hi");
        let chunked = b"PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n1;x\r\n!\r\n0\r\n\r\n";
        assert_eq!(read(chunked).await.unwrap().unwrap().1, b"hi!");
        assert!(read(b"").await.unwrap().is_none());
        for bad in
            ["GET /\r\n\r\n", "GET / HTTP/1.1\r\nx\r\n\r\n", "GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n"]
        {
            assert!(read(bad.as_bytes()).await.is_err(), "{bad}");
        }
    }

    #[test]
    fn heads() {
        let head = answer_head(200, [("a", "b"), ("Content-Length", "7")].into_iter(), 3);
        assert_eq!(head, b"HTTP/1.1 200 -\r\na: b\r\ncontent-length: 3\r\n\r\n");
    }
}
