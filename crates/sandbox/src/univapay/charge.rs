use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::deposit::Deposit;
use super::money::Money;
use super::payment_error::PaymentError;
use super::token::{ChargeOutcome, Token, written};
use super::{konbini, token};
use crate::Settings;

/// How long the gateway works on a charge, a refund or a cancel.
pub(super) const PROCESSING: SignedDuration = SignedDuration::from_secs(1);

/// A read with `polling=true` is held for so long, until the object is settled. The sandbox answers at once, as the
/// gateway would at the end of that time.
pub(super) const HOLD: SignedDuration = SignedDuration::from_secs(3);

/// A bank transfer, a QR code or an online payment waits for the buyer for so long.
const BANK_WAIT: SignedDuration = SignedDuration::from_hours(72);
const ONLINE_WAIT: SignedDuration = SignedDuration::from_mins(5);

/// A charge.
#[derive(Debug)]
pub(super) struct Charge {
    pub(super) id: String,
    pub(super) merchant: usize,
    pub(super) token_id: String,
    pub(super) token_type: String,
    pub(super) payment_type: String,
    pub(super) requested: Money,
    pub(super) charged: Option<Money>,
    pub(super) capture: bool,
    pub(super) capture_at: Option<Timestamp>,
    pub(super) details: Details,
    pub(super) metadata: Box<RawValue>,
    pub(super) created_on: Timestamp,
    pub(super) updated_on: Timestamp,
    pub(super) state: State,
    /// Stands for the charge on the buyer's pages, which have no other key.
    pub(super) nonce: String,
    /// Whether the card's holder has still to prove who they are.
    unproven: bool,
    /// The subscription that it is a payment of: its place in the list and its id.
    pub(super) subscription: Option<(usize, String)>,
    /// What arrived by bank transfer.
    pub(super) deposit: Option<Deposit>,
    /// When it changes by itself.
    pub(super) due: Option<Timestamp>,
    outcome: ChargeOutcome,
    waits: Option<SignedDuration>,
}

/// What is only repeated in answers.
#[derive(Debug, Default, Serialize)]
pub(super) struct Details {
    pub(super) merchant_transaction_id: Option<String>,
    pub(super) only_direct_currency: bool,
    pub(super) descriptor: Option<String>,
    pub(super) redirect: Option<Value>,
    pub(super) three_ds: Option<Value>,
}

impl Details {
    /// Whether the card's issuer is asked: by name of the mode, as the sandbox has no policy of its own.
    fn wants_three_ds(&self) -> bool {
        let mode = self.three_ds.as_ref().map(|three_ds| &three_ds["mode"]);
        mode.and_then(Value::as_str).is_some_and(|mode| matches!(mode, "normal" | "require" | "force"))
    }
}

/// Where a charge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Awaiting,
    Authorized,
    Successful,
    Failed(u16),
    Canceled,
}

impl State {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Awaiting => "awaiting",
            Self::Authorized => "authorized",
            Self::Successful => "successful",
            Self::Failed(_) => "failed",
            Self::Canceled => "canceled",
        }
    }
}

/// What a new charge is made of.
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) nonce: String,
    pub(super) money: Money,
    pub(super) capture: bool,
    pub(super) capture_at: Option<Timestamp>,
    pub(super) details: Details,
    pub(super) metadata: Box<RawValue>,
    /// The same amount was charged a moment before.
    pub(super) too_quick: bool,
    pub(super) subscription: Option<(usize, String)>,
}

impl Charge {
    pub(super) fn new(asked: Asked, token: &Token, now: Timestamp) -> Self {
        let waits = match token.payment_type.as_str() {
            "konbini" => {
                let period = token.data["expiration_period"].as_str().and_then(konbini::duration);
                Some(period.unwrap_or(BANK_WAIT))
            }
            "bank_transfer" => Some(BANK_WAIT),
            "online" | "qr_merchant" => Some(ONLINE_WAIT),
            _ => None,
        };
        Self {
            id: asked.id,
            merchant: token.merchant,
            token_id: token.id.clone(),
            token_type: token.token_type.clone(),
            payment_type: token.payment_type.clone(),
            requested: asked.money,
            charged: None,
            capture: asked.capture,
            capture_at: asked.capture_at,
            metadata: asked.metadata,
            created_on: now,
            updated_on: now,
            state: State::Pending,
            subscription: asked.subscription,
            deposit: None,
            nonce: asked.nonce,
            unproven: token.payment_type == "card" && asked.details.wants_three_ds(),
            details: asked.details,
            due: Some(later(now, PROCESSING)),
            outcome: if asked.too_quick { ChargeOutcome::FailsWith(311) } else { token.outcome() },
            waits,
        }
    }

    /// What it does by itself when its time has come.
    pub(super) fn pass(&mut self, at: Timestamp) {
        match self.state {
            State::Pending => self.process(at),
            State::Awaiting => self.turn(State::Failed(327), at),
            State::Authorized => self.succeed(self.requested.clone(), at),
            State::Successful | State::Failed(_) | State::Canceled => {}
        }
    }

    fn process(&mut self, at: Timestamp) {
        match (self.outcome, self.waits) {
            (ChargeOutcome::Declined, _) => self.turn(State::Failed(306), at),
            (ChargeOutcome::FailsWith(code), _) => self.turn(State::Failed(code), at),
            _ if self.unproven => {
                self.turn(State::Awaiting, at);
                self.due = Some(later(at, ONLINE_WAIT));
            }
            (_, Some(wait)) => {
                self.turn(State::Awaiting, at);
                self.due = Some(self.capture_at.unwrap_or_else(|| later(at, wait)));
            }
            _ if self.capture && self.capture_at.is_none() => self.succeed(self.requested.clone(), at),
            _ => {
                self.turn(State::Authorized, at);
                self.due = self.capture_at;
            }
        }
    }

    /// The buyer pays: at the shop's counter, the bank, or the wallet's page.
    pub(super) fn pay(&mut self, at: Timestamp) {
        if self.state == State::Awaiting {
            self.succeed(self.requested.clone(), at);
        }
    }

    /// The card's holder has proved who they are, or not.
    pub(super) fn authenticated(&mut self, approved: bool, at: Timestamp) {
        self.unproven = false;
        if approved {
            self.process(at);
        } else {
            self.turn(State::Failed(358), at);
        }
    }

    /// Whether it waits for its card's holder, not for a payment.
    pub(super) fn asks_for_three_ds(&self) -> bool {
        self.unproven
    }

    /// The wallet's page.
    pub(super) fn page(&self) -> String {
        format!("/univapay/online/{}", self.nonce)
    }

    /// Where the shop wants the buyer back.
    pub(super) fn endpoint(&self, three_ds: bool) -> Option<String> {
        let asked = |details: &Option<Value>, name: &str| {
            details.as_ref().and_then(|details| details[name].as_str()).map(str::to_owned)
        };
        let own = three_ds.then(|| asked(&self.details.three_ds, "redirect_endpoint")).flatten();
        own.or_else(|| asked(&self.details.redirect, "endpoint"))
    }

    pub(super) fn succeed(&mut self, charged: Money, at: Timestamp) {
        self.charged = Some(charged);
        self.turn(State::Successful, at);
    }

    pub(super) fn turn(&mut self, state: State, at: Timestamp) {
        self.state = state;
        self.updated_on = at;
        self.due = None;
    }

    pub(super) fn refund_fails(&self) -> bool {
        self.outcome == ChargeOutcome::RefundFails
    }

    pub(super) fn answer<'a>(&'a self, store_id: &'a str, settings: Settings) -> Answer<'a> {
        let charged = self.charged.as_ref();
        Answer {
            id: &self.id,
            store_id,
            transaction_token_id: &self.token_id,
            transaction_token_type: &self.token_type,
            subscription_id: self.subscription.as_ref().map(|(_, id)| id.as_str()),
            requested_amount: self.requested.amount,
            requested_currency: &self.requested.currency,
            requested_amount_formatted: self.requested.formatted(),
            charged_amount: charged.map(|money| money.amount),
            charged_currency: charged.map(|money| money.currency.as_str()),
            charged_amount_formatted: charged.and_then(Money::formatted),
            fee_amount: None,
            fee_currency: None,
            fee_amount_formatted: None,
            capture_at: self.capture_at.map(|at| token::written(at, settings)),
            descriptor_phone_number: None,
            status: self.state.name(),
            error: match self.state {
                State::Failed(code) => Some(PaymentError::of(code)),
                _ => None,
            },
            details: &self.details,
            metadata: &self.metadata,
            mode: "test",
            created_on: written(self.created_on, settings),
            updated_on: written(self.updated_on, settings),
        }
    }

    /// As lists show it: what is not there is an empty object instead of `null`.
    pub(super) fn item(&self, store_id: &str, settings: Settings) -> Value {
        let mut item = json!(self.answer(store_id, settings));
        for name in ["error", "redirect"] {
            if item[name].is_null() {
                item[name] = json!({});
            }
        }
        item
    }
}

/// A charge as it is answered.
#[derive(Debug, Serialize)]
pub(super) struct Answer<'a> {
    id: &'a str,
    store_id: &'a str,
    transaction_token_id: &'a str,
    transaction_token_type: &'a str,
    subscription_id: Option<&'a str>,
    requested_amount: u64,
    requested_currency: &'a str,
    requested_amount_formatted: Option<Box<RawValue>>,
    charged_amount: Option<u64>,
    charged_currency: Option<&'a str>,
    charged_amount_formatted: Option<Box<RawValue>>,
    fee_amount: Option<u64>,
    fee_currency: Option<&'a str>,
    fee_amount_formatted: Option<Box<RawValue>>,
    capture_at: Option<Value>,
    descriptor_phone_number: Option<&'a str>,
    status: &'static str,
    error: Option<PaymentError>,
    #[serde(flatten)]
    details: &'a Details,
    metadata: &'a RawValue,
    mode: &'static str,
    created_on: Value,
    updated_on: Value,
}

pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
