use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::history_row::Brief;
use super::token::written;
use crate::Settings;
use crate::merchant::Merchant;

const BRANDS: [&str; 4] = ["visa", "mastercard", "jcb", "american_express"];

/// Ids of rows and of tokens end in the row's number.
const ROW: &str = "5a4d0001-0000-4000-8000-";
const TOKEN: &str = "5a4d0002-0000-4000-8000-";

/// Rows of the transaction history that were made up. Each follows from its number, newest first, so that none is kept.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MadeHistory {
    rows: u32,
    newest: Timestamp,
}

impl MadeHistory {
    pub(super) const fn new(rows: u32, newest: Timestamp) -> Self {
        Self { rows, newest }
    }

    pub(super) const fn len(self) -> usize {
        self.rows as usize
    }

    pub(super) fn id(at: usize) -> String {
        format!("{ROW}{at:012x}")
    }

    pub(super) fn position(self, id: &str) -> Option<usize> {
        let at = usize::from_str_radix(id.strip_prefix(ROW)?, 16).ok()?;
        (at < self.len() && Self::id(at) == id).then_some(at)
    }

    /// Every twentieth failed; one comes a minute.
    pub(super) fn brief(self, at: usize) -> Brief<'static> {
        let back = SignedDuration::from_mins(i64::try_from(at).unwrap_or(i64::MAX / 60));
        Brief {
            kind: "charge",
            status: if at % 20 == 7 { "failed" } else { "successful" },
            payment_type: "card",
            brand: Some(BRANDS[at % BRANDS.len()]),
            amount: 100 + (at % 9901) as u64,
            currency: "JPY",
            created_on: self.newest.checked_sub(back).unwrap_or(Timestamp::MIN),
        }
    }

    pub(super) fn writer(self, owner: &Merchant, settings: Settings) -> Writer {
        let (store, name) = (&owner.store_id, Value::from(owner.name.as_str()));
        let after_id = format!(
            r#"","charge_id":null,"store_id":"{store}","merchant_name":{name},"store_name":{name},"transaction_token_id":"{TOKEN}"#
        );
        Writer { made: self, settings, after_id }
    }
}

/// Writes rows out of pieces of text: a benchmark that lists them is to measure its client.
pub(super) struct Writer {
    made: MadeHistory,
    settings: Settings,
    after_id: String,
}

impl Writer {
    pub(super) fn write(&self, at: usize, text: &mut String) {
        let row = self.made.brief(at);
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            concat!(
                r#"{{"id":"{row}{at:012x}","resource_id":"{row}{at:012x}{after_id}{at:012x}","#,
                r#""amount":{amount},"amount_formatted":{amount},"currency":"JPY","type":"charge","#,
                r#""status":"{status}","mode":"test","payment_type":"card","service_provider":"credit","#,
                r#""metadata":{{"row":{at}}},"user_data":{{"type":"charge","cardholder_name":"TARO YAMADA","#,
                r#""customer_name":null,"cardholder_email_address":"buyer@example.com","brand":"{brand}","#,
                r#""gateway":"test","service_provider":"credit","refunds":[]}},"#,
                r#""bank_transfer_payment_status":null,"bank_transfer_latest_deposit_date":null,"#,
                r#""mcp_token_id":null,"charge_type":"normal","created_on":{created_on}}}"#,
            ),
            at = at,
            row = ROW,
            after_id = self.after_id,
            amount = row.amount,
            status = row.status,
            brand = row.brand.unwrap_or_default(),
            created_on = written(row.created_on, self.settings),
        );
    }
}
