//! The loopback server alone, for the clients in other languages.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    kaikei_benches::server::serve().await
}
