//! Client CPU per request over loopback at concurrency 64: the whole exchange against bare reqwest sending the very same
//! request. Each client is a process of its own; the server is another. The two clients take short turns, so that what
//! else the machine does meets both alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_arithmetic,
    missing_docs,
    reason = "a benchmark"
)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use cpu_time::ProcessTime;
use kaikei::ItoJapan;
use kaikei::ito::{CreatePayment, SigningProfile, sign_request};

const CONCURRENCY: usize = 64;
/// Of one turn.
const REQUESTS: usize = 1_000;
const WARM_UP: usize = 4_000;
const TURNS: usize = 100;

const PAYMENT: &[u8] = br#"{"custom":"DFU80XZIKS","currency_code":"USD","amount":280.00,"details":"Digital Product","web_hook":"https://yoursite.com/web_hook.php","cancel_url":"https://yoursite.com/cancel_url.php","success_url":"https://yoursite.com/success_url.php","customer_email":"buyer@example.com"}"#;

fn main() {
    // `cargo test` builds and runs benches with `--test`: nothing to do then.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match arguments.first().map(String::as_str) {
        Some("serve") => runtime.block_on(kaikei_benches::server::serve()).unwrap(),
        Some("kaikei") => runtime.block_on(kaikei_client(&arguments[1])),
        Some("reqwest") => runtime.block_on(reqwest_client(&arguments[1])),
        Some("--test") => {}
        _ => compare(),
    }
}

/// Another process of this program, pinned to one core where `taskset` is installed.
struct Process {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    fn spawn(arguments: &[&str], cpu: &str) -> Self {
        let me = std::env::current_exe().unwrap();
        let piped = |mut command: Command| command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut pinned = Command::new("taskset");
        pinned.args(["-c", cpu]).arg(&me).args(arguments);
        let mut plain = Command::new(&me);
        plain.args(arguments);
        let mut child = piped(pinned).or_else(|_| piped(plain)).unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, stdin, stdout }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// Lets a client take its turn; the CPU microseconds of one request.
    fn turn(&mut self) -> f64 {
        writeln!(self.stdin, "go").unwrap();
        self.line().parse().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn compare() {
    let mut server = Process::spawn(&["serve"], "0");
    let url = server.line();
    let mut clients = ["reqwest", "kaikei"].map(|client| Process::spawn(&[client, &url], "1"));
    let mut micros = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (client, micros) in clients.iter_mut().zip(&mut micros) {
            micros.push(client.turn());
        }
    }
    let [bare, ours] = micros.map(|mut micros| {
        micros.sort_by(f64::total_cmp);
        micros[TURNS / 2]
    });
    println!("client CPU per request, median: reqwest {bare:.2} µs, kaikei {ours:.2} µs");
    println!("{:<30} {:>8.2}   {:>7.1}", "full exchange / bare reqwest", ours / bare, 1.3);
}

/// Runs `call` over and over, 64 at a time; for each line on stdin it prints the CPU microseconds of one.
async fn measure<F, R>(call: F)
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let call = Arc::new(call);
    let batch = |total: usize| {
        let call = Arc::clone(&call);
        async move {
            let left = Arc::new(AtomicUsize::new(total));
            let workers: Vec<_> = (0..CONCURRENCY)
                .map(|_| {
                    let (call, left) = (Arc::clone(&call), Arc::clone(&left));
                    tokio::spawn(async move {
                        while left
                            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
                            .is_ok()
                        {
                            call().await;
                        }
                    })
                })
                .collect();
            for worker in workers {
                worker.await.unwrap();
            }
        }
    };
    batch(WARM_UP).await;
    for _ in std::io::stdin().lines() {
        let started = ProcessTime::now();
        batch(REQUESTS).await;
        println!("{}", started.elapsed().as_secs_f64() * 1e6 / REQUESTS as f64);
    }
}

async fn kaikei_client(url: &str) {
    let client = ItoJapan::builder().base_url(url).access_key("access").secret_key("secret").build().unwrap();
    let payment = CreatePayment::from_json(PAYMENT).unwrap();
    measure(move || {
        let (client, payment) = (client.clone(), payment.clone());
        async move {
            let created = client.payments().create(payment).await.unwrap();
            assert_eq!(created.payment_id.len(), 25);
        }
    })
    .await;
}

/// The same request, signed beforehand, and the answer's bytes read: no signing, parsing, checks or retries.
async fn reqwest_client(url: &str) {
    let provider = rustls::crypto::ring::default_provider();
    let tls = rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .pool_max_idle_per_host(100)
        .connect_timeout(Duration::from_secs(10))
        .build()
        .unwrap();
    let payment = CreatePayment::from_json(PAYMENT).unwrap();
    let signed = sign_request(&payment, &"secret".into(), 1_700_000_000, SigningProfile::Documented).unwrap();
    let (url, body) = (format!("{url}/payment/process"), Bytes::from(signed.body));
    measure(move || {
        let request = client
            .post(&url)
            .timeout(Duration::from_secs(30))
            .header("accept", "application/json")
            .header("user-agent", "kaikei/0.1.0")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", "Bearer access")
            .header("x-timestamp", "1700000000")
            .header("x-signature", &signed.x_signature)
            .body(body.clone());
        async move {
            let answer = request.send().await.unwrap().bytes().await.unwrap();
            assert!(answer.len() > 200);
        }
    })
    .await;
}
