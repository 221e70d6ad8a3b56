use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kaikei_core::php::{Value, json_encode};
use rust_decimal::Decimal;

use super::currency::Currency;
use crate::ids::Ids;

/// What a merchant asked to be paid, and what became of it.
#[derive(Debug)]
pub(crate) struct Payment {
    /// 25 letters and digits.
    pub(crate) id: String,
    /// Index of the merchant.
    pub(crate) merchant: usize,
    pub(crate) custom: String,
    pub(crate) currency: Currency,
    pub(crate) amount: Decimal,
    pub(crate) details: Option<String>,
    pub(crate) web_hook: String,
    pub(crate) cancel_url: String,
    pub(crate) success_url: String,
    pub(crate) customer_email: String,
    /// Proves that a posted checkout form was ours.
    pub(crate) nonce: String,
    pub(crate) state: PaymentState,
}

#[derive(Debug)]
pub(crate) enum PaymentState {
    Open,
    Paid(Transaction),
    Cancelled,
}

/// A payment that went through.
#[derive(Debug)]
pub(crate) struct Transaction {
    /// 11 letters and digits.
    pub(crate) id: String,
    pub(crate) charge: Decimal,
    pub(crate) at: Timestamp,
    /// Position among all transactions, for listing.
    pub(crate) number: u64,
}

/// The gateway's fee: 5 %, as in the document's sample.
const CHARGE_PERCENT: i64 = 5;

impl Payment {
    pub(crate) fn amount_text(&self) -> String {
        self.currency.format(self.amount)
    }

    /// The webhook's body as PHP prints it; `None` while unpaid.
    pub(crate) fn webhook_body(&self) -> Option<String> {
        let PaymentState::Paid(transaction) = &self.state else {
            return None;
        };
        let text = |value: &str| Value::Text(Cow::Owned(value.to_owned()));
        let members = [
            ("code", Value::Number(Decimal::from(200))),
            ("status", text("ok")),
            ("payment_id", text(&self.id)),
            ("transaction", text(&transaction.id)),
            ("amount", Value::Number(self.amount)),
            ("charge", Value::Number(transaction.charge)),
            ("currency", text(self.currency.code())),
            ("custom", text(&self.custom)),
            ("date", Value::Text(Cow::Owned(calendar_date(transaction.at)))),
        ];
        Some(json_encode(&members.map(|(name, value)| (Cow::Borrowed(name), value))))
    }

    fn charge(&self) -> Decimal {
        self.currency.round(self.amount * Decimal::new(CHARGE_PERCENT, 2)).normalize()
    }
}

/// `dd-mm-yyyy`, in UTC.
pub(crate) fn calendar_date(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%d-%m-%Y").to_string()
}

/// All payments of all merchants.
#[derive(Debug, Default)]
pub(crate) struct Payments {
    by_id: HashMap<String, Payment>,
    paid: u64,
}

impl Payments {
    pub(crate) fn add(&mut self, payment: Payment) {
        self.by_id.insert(payment.id.clone(), payment);
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Payment> {
        self.by_id.get(id)
    }

    /// Pays an open payment; `None` if it is not open, which never makes a second transaction.
    pub(crate) fn pay(&mut self, id: &str, ids: &mut Ids, now: Timestamp) -> Option<&Payment> {
        let payment = self.by_id.get_mut(id).filter(|payment| matches!(payment.state, PaymentState::Open))?;
        self.paid += 1;
        payment.state = PaymentState::Paid(Transaction {
            id: ids.alphanumeric(11),
            charge: payment.charge(),
            at: now,
            number: self.paid,
        });
        Some(payment)
    }

    /// Cancels an open payment; `None` if it is not open.
    pub(crate) fn cancel(&mut self, id: &str) -> Option<&Payment> {
        let payment = self.by_id.get_mut(id).filter(|payment| matches!(payment.state, PaymentState::Open))?;
        payment.state = PaymentState::Cancelled;
        Some(payment)
    }

    /// The transactions of one merchant's customer, the latest first.
    pub(crate) fn transactions_of(&self, merchant: usize, email: &str) -> Vec<(&Payment, &Transaction)> {
        let mut found: Vec<_> = self
            .by_id
            .values()
            .filter(|p| p.merchant == merchant && p.customer_email.eq_ignore_ascii_case(email))
            .filter_map(|payment| match &payment.state {
                PaymentState::Paid(transaction) => Some((payment, transaction)),
                _ => None,
            })
            .collect();
        found.sort_by_key(|(_, transaction)| std::cmp::Reverse(transaction.number));
        found
    }
}
