//! How an operation is declared, and the table of all of them.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::decoded::Decoded;
use crate::engine::Prepared;
use crate::gateway::Gateway;
use crate::json::{self, Shape, Shaped, read_data};
use crate::secret::Body;
use crate::{Error, prepare};

pub use crate::meta::{Auth, Meta};

/// One call that a gateway understands: a type of parameters with an associated answer.
pub trait Operation: Serialize + DeserializeOwned {
    /// What a good answer holds.
    type Answer: Serialize + DeserializeOwned + Shaped + fmt::Debug + Send + 'static;

    /// What is fixed about it.
    const META: &'static Meta;

    /// Checks the rules that the parameters must meet before anything is sent.
    fn check(&self, _gateway: &Gateway) -> Result<(), Error> {
        Ok(())
    }

    /// Checks and encodes the parameters: placeholders into the path, the rest into the query of a GET or DELETE or
    /// the JSON body of any other method.
    fn prepare(&self, gateway: &Gateway) -> Result<Prepared, Error> {
        self.check(gateway)?;
        prepare::prepare(Self::META, self, gateway)
    }

    /// Reads a good answer.
    fn decode(bytes: &Body) -> Result<Self::Answer, Error> {
        read_data(bytes, Self::META.auth.answers().wrapped())
    }

    /// How parameters that are JSON are read.
    #[doc(hidden)]
    const PARAMETERS: Parameters = Parameters::Typed(prepare_typed::<Self>);

    /// How an answer is read for languages that know types by name.
    #[doc(hidden)]
    const ANSWER: Answer = Answer::Shaped(&Self::Answer::SHAPE);
}

/// How parameters that are JSON are read.
#[doc(hidden)]
pub enum Parameters {
    /// By their shape, which is all there is to know of most.
    Shaped(&'static Shape),
    /// By the code of their type.
    Typed(fn(&Gateway, &[u8]) -> Result<Prepared, Error>),
}

/// How an answer is read for languages that know types by name.
#[doc(hidden)]
pub enum Answer {
    /// By its shape.
    Shaped(&'static Shape),
    /// By the code of its type.
    Typed(fn(&Body) -> Result<Decoded, Error>),
}

fn prepare_typed<O: Operation>(gateway: &Gateway, json: &[u8]) -> Result<Prepared, Error> {
    let parameters = json::parameters::<O>(json);
    parameters.map_err(|error| prepare::as_given(error, O::META.spread))?.prepare(gateway)
}

/// One row of [`OPERATIONS`]: an operation without its type, for languages that know it by name.
pub struct Entry {
    /// What is fixed about it.
    pub meta: &'static Meta,
    parameters_by: Parameters,
    answer_by: Answer,
    /// The JSON Schema of the parameters.
    #[cfg(feature = "schema")]
    pub parameters: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    /// The JSON Schema of the answer.
    #[cfg(feature = "schema")]
    pub answer: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
}

impl Entry {
    /// Reads the parameters from JSON, checks and encodes them.
    pub fn prepare(&self, gateway: &Gateway, json: &[u8]) -> Result<Prepared, Error> {
        match self.parameters_by {
            Parameters::Shaped(shape) => prepare::prepare_shaped(self.meta, shape, json, gateway),
            Parameters::Typed(prepare) => prepare(gateway, json),
        }
    }

    /// Reads a good answer.
    pub fn decode(&self, bytes: &Body) -> Result<Decoded, Error> {
        match self.answer_by {
            Answer::Shaped(shape) => Decoded::of_shape(bytes, shape, self.meta.auth.answers().wrapped()),
            Answer::Typed(decode) => decode(bytes),
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.meta.fmt(f)
    }
}

/// Calls back a macro with every operation, resource by resource, each named once in the whole project:
/// `gateway { resource Type { method: Operation, .. } .. } ..`. `default` marks operations without parameters.
#[doc(hidden)]
#[macro_export]
macro_rules! operations {
    ($callback:path) => {
        $callback! {
            ito {
                payments Payments { create: CreatePayment, check_validity: CheckValidity }
                users Users {
                    create: CreateUser, update_profile: UpdateUserProfile, balance: UserBalance,
                    transactions: UserTransactions, cards: UserCards, kyc: UserKyc,
                    save_kyc_draft: SaveUserKycDraft, save_kyc: SaveUserKyc, submit_kyc: SubmitUserKyc
                }
                me MyAccount {
                    get: Me default, balance: MyBalance default, transactions: MyTransactions,
                    cards: MyCards default, kyc: MyKyc default, save_kyc_draft: SaveMyKycDraft,
                    save_kyc: SaveMyKyc, submit_kyc: SubmitMyKyc default, issue_card: IssueCard default,
                    card_last_four: CardLastFour default, reveal_card: RevealCard default
                }
            }
            univapay {
                tokens Tokens {
                    create: CreateToken, get: GetToken, list: ListTokens, update: UpdateToken, delete: DeleteToken,
                    enable_three_ds: EnableTokenThreeDs, disable_three_ds: DisableTokenThreeDs,
                    three_ds_issuer_token: TokenThreeDsIssuerToken, wait_until_settled: WaitForToken
                }
                charges Charges {
                    create: CreateCharge, get: GetCharge, list: ListCharges, update: UpdateCharge,
                    capture: CaptureCharge, issuer_token: ChargeIssuerToken,
                    three_ds_issuer_token: ChargeThreeDsIssuerToken, qr_image: ChargeQrImage,
                    wait_for_qr_image: WaitForQrImage, wait_until_settled: WaitForCharge
                }
                refunds Refunds {
                    create: CreateRefund, get: GetRefund, list: ListRefunds, update: UpdateRefund,
                    wait_until_settled: WaitForRefund
                }
                cancels Cancels {
                    create: CreateCancel, get: GetCancel, list: ListCancels, update: UpdateCancel,
                    wait_until_settled: WaitForCancel
                }
                subscriptions Subscriptions {
                    create: CreateSubscription, get: GetSubscription, list: ListSubscriptions,
                    update: UpdateSubscription, cancel: CancelSubscription, simulate: SimulateSubscription,
                    payments: ListSubscriptionPayments, payment: GetSubscriptionPayment,
                    update_payment: UpdateSubscriptionPayment, payment_charges: ListPaymentCharges,
                    charges: ListSubscriptionCharges, latest_charge: LatestSubscriptionCharge,
                    suspend: SuspendSubscription, unsuspend: UnsuspendSubscription,
                    change_token: ChangeSubscriptionToken, wait_until_settled: WaitForSubscription
                }
                webhooks Webhooks {
                    create: CreateWebhook, get: GetWebhook, list: ListWebhooks, update: UpdateWebhook,
                    delete: DeleteWebhook, deliveries: ListWebhookDeliveries
                }
                account Account {
                    me: ReadMerchant default, checkout_info: ReadCheckoutInfo,
                    create_customer_id: CreateCustomerId
                }
                stores Stores { list: ListStores, get: GetStore }
                transactions Transactions { list: ListTransactions }
                bank_accounts BankAccounts {
                    list: ListBankAccounts, get: GetBankAccount, primary: PrimaryBankAccount default,
                    create: CreateBankAccount, update: UpdateBankAccount, delete: DeleteBankAccount
                }
                transfers Transfers {
                    list: ListTransfers, get: GetTransfer, status_changes: ListTransferStatusChanges,
                    ledgers: ListLedgers, ledger: GetLedger
                }
            }
        }
    };
}

macro_rules! table {
    ($( $gateway:ident {
        $( $resource:ident $type:ident { $( $method:ident : $operation:ident $( $default:ident )? ),+ } )+
    } )+) => {
        /// Every operation of both gateways, in the order of their documents.
        pub static OPERATIONS: &[Entry] = &[ $( $( $( Entry {
            meta: <crate::$gateway::$operation as Operation>::META,
            parameters_by: <crate::$gateway::$operation as Operation>::PARAMETERS,
            answer_by: <crate::$gateway::$operation as Operation>::ANSWER,
            #[cfg(feature = "schema")]
            parameters: |generator| generator.subschema_for::<crate::$gateway::$operation>(),
            #[cfg(feature = "schema")]
            answer: |generator| {
                generator.subschema_for::<<crate::$gateway::$operation as Operation>::Answer>()
            },
        } ),+ ),+ ),+ ];

        #[cfg(test)]
        const LISTED: &[&str] = &[ $( $( $(
            concat!(stringify!($gateway), ".", stringify!($resource), ".", stringify!($method))
        ),+ ),+ ),+ ];
    };
}
operations!(table);

/// The operation called `name`.
pub fn operation(name: &str) -> Result<&'static Entry, Error> {
    OPERATIONS
        .iter()
        .find(|entry| entry.meta.name == name)
        .ok_or_else(|| Error::invalid("operation", "is not known"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::RetryClass;

    #[test]
    fn names_are_those_of_the_list_and_unique() {
        let names: Vec<_> = OPERATIONS.iter().map(|entry| entry.meta.name).collect();
        assert_eq!(names, LISTED);
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
    }

    #[test]
    fn whatever_changes_something_says_how_it_is_repeated() {
        for Entry { meta, .. } in OPERATIONS {
            let reads = meta.method == crate::engine::Method::Get
                || ["ito.payments.check_validity", "ito.me.card_last_four", "ito.me.reveal_card"]
                    .contains(&meta.name);
            assert_eq!(reads, meta.retry == RetryClass::Safe, "{}", meta.name);
        }
        for never_twice in
            ["ito.users.create", "ito.users.submit_kyc", "ito.me.submit_kyc", "ito.me.issue_card"]
        {
            assert_eq!(operation(never_twice).unwrap().meta.retry, RetryClass::Unsent);
        }
    }

    #[cfg(feature = "schema")]
    #[test]
    fn every_placeholder_is_a_parameter() {
        for entry in OPERATIONS {
            let mut generator = schemars::SchemaGenerator::default();
            (entry.parameters)(&mut generator);
            let schemas = serde_json::to_value(generator.definitions()).unwrap();
            for name in crate::path::placeholders(entry.meta.path) {
                let found = schemas
                    .as_object()
                    .unwrap()
                    .values()
                    .any(|schema| schema["properties"].get(name).is_some());
                assert!(found, "{}: {name}", entry.meta.name);
            }
        }
    }
}
