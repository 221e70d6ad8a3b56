//! Runs the `kaikei` command.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}{}", self.stdout, self.stderr))
    }
}

pub fn kaikei(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = spawn(arguments, Stdio::piped());
    // The command may end without reading its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    let out = child.wait_with_output().unwrap();
    Ran {
        code: out.status.code(),
        stdout: String::from_utf8(out.stdout).unwrap(),
        stderr: String::from_utf8(out.stderr).unwrap(),
    }
}

pub fn spawn(arguments: &[&str], stdin: Stdio) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kaikei"))
        .args(arguments)
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// `kaikei sandbox`, and what its first line says. Ended when dropped.
pub struct Sandbox {
    pub child: Child,
    pub keys: Value,
}

impl Sandbox {
    pub fn start(arguments: &[&str]) -> Self {
        let mut child = spawn(&[&["sandbox"], arguments].concat(), Stdio::null());
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, keys: serde_json::from_str(&line).unwrap() }
    }

    pub fn key(&self, name: &str) -> &str {
        self.keys[name].as_str().unwrap()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended already, which is what a test wanted to see.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One HTTP request to loopback, without a client's help.
pub fn http(base_url: &str, method: &str, path: &str, body: &str) -> String {
    use std::io::Read;
    let address = base_url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let kind = if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" };
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: {kind}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
