//! `kaikei demo`: the main job on real HTTP against an embedded sandbox, printed step by step.

mod accounts;
mod browser;
mod checkout;
mod payments;
mod report;
mod shop;
mod tokens;
mod wire;

use std::process::ExitCode;
use std::sync::Arc;

use kaikei::univapay::BaseUrl;
use kaikei::{Error, ErrorKind, ItoJapan, ItoJapanBuilder, Network, Transport, Univapay, default_transport};
use kaikei_sandbox::{Credentials, Running, Sandbox};

use crate::output::Output;
use browser::Browser;
use report::{Report, Stopped};
use shop::Shop;
use wire::Wire;

/// What every part of the demo uses.
struct Demo {
    keys: Credentials,
    wire: Arc<Wire>,
    browser: Browser,
    shop: Shop,
    /// The sandbox, which serves as long as it lives.
    running: Running,
}

pub(crate) async fn run(output: Output) -> ExitCode {
    output.say("Kaikei demo: both gateways are emulated by a sandbox on this machine. No real money, no real gateway.");
    let demo = match Demo::start(output).await {
        Ok(demo) => demo,
        Err(error) => return output.fail(&error),
    };
    output.say(&format!("Sandbox at {}, shop at {}.", demo.keys.ito_base_url, demo.shop.url));

    let mut report = Report::new(output, Arc::clone(&demo.wire));
    // A part ends at its first failed step; the others still run.
    let _: Result<(), Stopped> = checkout::run(&demo, &mut report).await;
    let _: Result<(), Stopped> = accounts::merchant(&demo, &mut report).await;
    let _: Result<(), Stopped> = accounts::user(&demo, &mut report).await;
    let _: Result<(), Stopped> = tokens::run(&demo, &mut report).await;
    let _: Result<(), Stopped> = payments::run(&demo, &mut report).await;
    report.summary()
}

impl Demo {
    async fn start(output: Output) -> Result<Self, Error> {
        let cannot = |e: kaikei_sandbox::Error| Error::new(ErrorKind::Internal, format!("the sandbox: {e}"));
        let sandbox = Sandbox::builder().build().map_err(cannot)?;
        let running = sandbox.serve("127.0.0.1:0").await.map_err(cannot)?;
        let keys = running.credentials();
        let inner = default_transport(Network::default(), &keys.ito_base_url)?;
        let wire = Arc::new(Wire::new(output, inner));
        let shop = Shop::open(&keys.webhook_secret).await?;
        Ok(Self { browser: Browser::new(output, &keys.ito_base_url)?, keys, wire, shop, running })
    }

    /// As [`Demo::ito`]: a server's client, with token and secret.
    fn univapay(&self) -> Result<Univapay, Error> {
        let transport: Arc<dyn Transport> = self.wire.clone();
        Univapay::builder()
            .base_url(BaseUrl::Own(self.keys.univapay_base_url.clone()))
            .jwt(self.keys.univapay_jwt.as_str())
            .secret(self.keys.univapay_secret.as_str())
            .transport(transport)
            .build()
    }

    /// A client whose traffic is shown.
    fn ito(&self) -> ItoJapanBuilder {
        let transport: Arc<dyn Transport> = self.wire.clone();
        ItoJapan::builder().base_url(&self.keys.ito_base_url).transport(transport)
    }
}
