use jiff::Timestamp;
use serde_json::{Value, json};

use super::charge::Charge;
use super::money::{Money, formatted};
use super::reversal::Reversal;
use super::token::{Token, written};
use crate::merchant::Merchant;
use crate::world::World;

/// A row of the transaction history: a charge, or a refund or a cancel with its charge.
pub(super) enum Row<'a> {
    Charge(&'a Charge),
    Reversal(&'a Reversal, &'a Charge),
}

/// What the list can be narrowed by.
pub(super) struct Brief<'a> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) payment_type: &'a str,
    pub(super) brand: Option<&'a str>,
    pub(super) amount: u64,
    pub(super) currency: &'a str,
    pub(super) created_on: Timestamp,
}

impl<'a> Row<'a> {
    pub(super) fn id(&self) -> &'a str {
        match self {
            Self::Charge(charge) => &charge.id,
            Self::Reversal(reversal, _) => &reversal.id,
        }
    }

    pub(super) fn charge(&self) -> &'a Charge {
        match self {
            Self::Charge(charge) | Self::Reversal(_, charge) => charge,
        }
    }

    pub(super) fn created_on(&self) -> Timestamp {
        match self {
            Self::Charge(charge) => charge.created_on,
            Self::Reversal(reversal, _) => reversal.created_on,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Charge(_) => "charge",
            Self::Reversal(reversal, _) if reversal.refund.is_some() => "refund",
            Self::Reversal(..) => "cancel",
        }
    }

    fn status(&self) -> &'static str {
        match self {
            Self::Charge(charge) => charge.state.name(),
            Self::Reversal(reversal, _) => reversal.progress.name(),
        }
    }

    /// What was charged or refunded; of a cancel, and of a charge that came to nothing, what was asked for.
    fn money(&self) -> &'a Money {
        match self {
            Self::Reversal(Reversal { refund: Some(refund), .. }, _) => &refund.money,
            _ => self.charge().charged.as_ref().unwrap_or(&self.charge().requested),
        }
    }

    pub(super) fn brief(&self, world: &'a World) -> Brief<'a> {
        let money = self.money();
        Brief {
            kind: self.kind(),
            status: self.status(),
            payment_type: &self.charge().payment_type,
            brand: token(world, self.charge()).and_then(brand),
            amount: money.amount,
            currency: &money.currency,
            created_on: self.created_on(),
        }
    }

    pub(super) fn answer(&self, world: &World, owner: &Merchant) -> Value {
        let (charge, money, settings) = (self.charge(), self.money(), world.settings);
        let of_charge = matches!(self, Self::Charge(_));
        let token = token(world, charge);
        let metadata = match self {
            Self::Charge(charge) => &charge.metadata,
            Self::Reversal(reversal, _) => &reversal.metadata,
        };
        json!({
            "id": self.id(),
            "resource_id": self.id(),
            "charge_id": (!of_charge).then_some(&charge.id),
            "store_id": owner.store_id,
            "merchant_name": owner.name,
            "store_name": owner.name,
            "transaction_token_id": charge.token_id,
            "amount": money.amount,
            "amount_formatted": money.formatted(),
            "currency": money.currency,
            "type": self.kind(),
            "status": self.status(),
            "mode": "test",
            "payment_type": charge.payment_type,
            "service_provider": service_provider(&charge.payment_type, token.and_then(brand)),
            "metadata": metadata,
            "user_data": self.user_data(world, token),
            "bank_transfer_payment_status": charge.bank_transfer_status(),
            "bank_transfer_latest_deposit_date": charge.deposit.map(|deposit| written(deposit.at, settings)),
            "mcp_token_id": null,
            "charge_type": of_charge.then_some("normal"),
            "created_on": written(self.created_on(), settings),
        })
    }

    fn user_data(&self, world: &World, token: Option<&Token>) -> Value {
        let charge = match self {
            Self::Charge(charge) => charge,
            Self::Reversal(Reversal { refund: Some(refund), .. }, _) => {
                return json!({ "type": "refund", "reason": refund.reason });
            }
            Self::Reversal(..) => return json!({ "type": "cancel" }),
        };
        let refunds = world.univapay.reversals.iter().filter(|reversal| reversal.charge_id == charge.id);
        let refunds: Vec<Value> = refunds
            .filter_map(|reversal| {
                let refund = reversal.refund.as_ref()?;
                Some(json!({
                    "refund_id": reversal.id,
                    "amount": refund.money.amount,
                    "currency": refund.money.currency,
                    "amount_formatted": formatted(refund.money.amount.into(), &refund.money.currency),
                    "status": reversal.progress.name(),
                    "reason": refund.reason,
                }))
            })
            .collect();
        let data = token.map(|token| &token.data);
        json!({
            "type": "charge",
            "cardholder_name": data.map(|data| &data["card"]["cardholder"]),
            "customer_name": data.map(|data| &data["customer_name"]),
            "cardholder_email_address": token.and_then(|token| token.email.as_deref()),
            "brand": token.and_then(brand),
            "gateway": "test",
            "service_provider": service_provider(&charge.payment_type, token.and_then(brand)),
            "refunds": refunds,
        })
    }
}

fn token<'a>(world: &'a World, charge: &Charge) -> Option<&'a Token> {
    world.univapay.tokens.iter().find(|token| token.id == charge.token_id)
}

fn brand(token: &Token) -> Option<&str> {
    let data = &token.data;
    data["card"]["brand"]
        .as_str()
        .or_else(|| data["convenience_store"].as_str())
        .or_else(|| data["brand"].as_str())
}

/// Who carries a payment, as the gateway names them.
fn service_provider(payment_type: &str, brand: Option<&str>) -> &'static str {
    match (payment_type, brand.unwrap_or_default()) {
        ("card" | "apple_pay", _) => "credit",
        ("konbini", _) => "convenience",
        ("bank_transfer", _) => "bank_transfer",
        ("paidy", _) => "paidy",
        (_, brand) if brand.starts_with("pay_pay") => "pay_pay",
        (_, brand) if brand.starts_with("alipay") => "alipay",
        (_, brand) if brand.starts_with("we_chat") => "we_chat",
        (_, brand) if brand.starts_with("d_barai") => "docomo",
        (_, brand) if brand.starts_with("rakuten") => "rakuten",
        _ => "test",
    }
}
