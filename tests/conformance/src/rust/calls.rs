//! Calls of the gateways' API: each operation by its type.

use std::time::Duration;

use kaikei::{Call, Error, ErrorKind, Operation};
use kaikei_core::operations;
use kaikei_core::univapay::Listing;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clients::{Client, GatewayClient};
use crate::{Failure, Reply, ok};

/// The protocol's options of a call.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Options {
    timeout: Option<f64>,
    attempt_timeout: Option<f64>,
    connect_timeout: Option<f64>,
    max_retries: Option<u32>,
    idempotency_key: Option<String>,
}

impl Options {
    fn apply<O: Operation>(self, mut call: Call<O>) -> Call<O> {
        if let Some(seconds) = self.timeout {
            call = call.timeout(Duration::from_secs_f64(seconds));
        }
        if let Some(seconds) = self.attempt_timeout {
            call = call.attempt_timeout(Duration::from_secs_f64(seconds));
        }
        if let Some(seconds) = self.connect_timeout {
            call = call.connect_timeout(Duration::from_secs_f64(seconds));
        }
        if let Some(retries) = self.max_retries {
            call = call.max_retries(retries);
        }
        if let Some(key) = self.idempotency_key {
            call = call.idempotency_key(key);
        }
        call
    }
}

macro_rules! by_name {
    ($( $gateway:ident {
        $( $resource:ident $type:ident { $( $method:ident : $operation:ident $( $default:ident )? ),+ } )+
    } )+) => {
        /// Makes the call named `operation`.
        pub(crate) async fn call(
            client: &Client,
            operation: &str,
            parameters: &str,
            options: Options,
        ) -> Result<Reply, Failure> {
            $( $( $(
                if operation == concat!(stringify!($gateway), ".", stringify!($resource), ".", stringify!($method)) {
                    return send::<kaikei::$gateway::$operation>(client, parameters, options).await;
                }
            )+ )+ )+
            Err(Failure::Misuse(format!("there is no operation `{operation}`")))
        }
    };
}
operations!(by_name);

macro_rules! listings {
    ($( $name:literal $operation:ident ),+ $(,)?) => {
        /// Goes through the whole list named `operation`.
        pub(crate) async fn iterate(
            client: &Client,
            operation: &str,
            parameters: &str,
            options: Options,
        ) -> Result<Reply, Failure> {
            match operation {
                $( $name => all::<kaikei::univapay::$operation>(client, parameters, options).await, )+
                _ => Err(Failure::Misuse(format!("`{operation}` is no list"))),
            }
        }
    };
}
listings! {
    "univapay.tokens.list" ListTokens,
    "univapay.charges.list" ListCharges,
    "univapay.refunds.list" ListRefunds,
    "univapay.cancels.list" ListCancels,
    "univapay.subscriptions.list" ListSubscriptions,
    "univapay.subscriptions.payments" ListSubscriptionPayments,
    "univapay.subscriptions.payment_charges" ListPaymentCharges,
    "univapay.subscriptions.charges" ListSubscriptionCharges,
    "univapay.webhooks.list" ListWebhooks,
    "univapay.webhooks.deliveries" ListWebhookDeliveries,
    "univapay.stores.list" ListStores,
    "univapay.transactions.list" ListTransactions,
    "univapay.bank_accounts.list" ListBankAccounts,
    "univapay.transfers.list" ListTransfers,
    "univapay.transfers.status_changes" ListTransferStatusChanges,
    "univapay.transfers.ledgers" ListLedgers,
}

fn made<O: Operation>(client: &Client, parameters: &str, options: Options) -> Result<Call<O>, Failure> {
    let parameters: O = read(parameters)?;
    let call = match &client.gateway {
        GatewayClient::Ito(client) => client.send(parameters),
        GatewayClient::Univapay(client) => client.send(parameters),
    };
    Ok(options.apply(call))
}

async fn send<O>(client: &Client, parameters: &str, options: Options) -> Result<Reply, Failure>
where
    O: Operation + Send + Sync + 'static,
    O::Answer: Send,
{
    let answer = made::<O>(client, parameters, options)?.await?;
    let mut reply = ok(json!(&*answer));
    reply.insert("raw".to_owned(), Value::from(answer.raw().as_str()));
    reply.insert("idempotency_status".to_owned(), json!(answer.idempotency_status()));
    Ok(reply)
}

async fn all<O>(client: &Client, parameters: &str, options: Options) -> Result<Reply, Failure>
where
    O: Listing,
    O::Item: Serialize,
{
    let mut items = made::<O>(client, parameters, options)?.items();
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(json!(item?));
    }
    Ok(ok(found.into()))
}

/// Parameters from JSON. Rust writes them as a struct, where the compiler says what core says here.
pub(crate) fn read<O: Operation>(parameters: &str) -> Result<O, Error> {
    serde_json::from_str(parameters).or_else(|_| {
        let gateway = kaikei_core::ito::ItoJapan::new(Default::default())?.into();
        let prepared = kaikei_core::operation(O::META.name)?.prepare(&gateway, parameters.as_bytes());
        prepared.and_then(|_| Err(Error::new(ErrorKind::Internal, "core reads what serde does not")))
    })
}
