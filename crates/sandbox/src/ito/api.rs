//! What the merchant's and the user's API share: who is asking, and how answers look.

use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::json;

use super::kyc::Errors;
use super::payment::calendar_date;
use super::user::{CardView, User};
use crate::call::Call;
use crate::oauth::{Access, Holder};
use crate::reply;
use crate::world::World;

/// What every sandbox user owns.
const BALANCE: (&str, &str) = ("100.00", "USD");

const DEFAULT_PER_PAGE: usize = 15;
const MOST_PER_PAGE: usize = 100;

/// Why a call was refused, in the words of Laravel.
#[derive(Debug)]
pub(super) enum Refused {
    Unauthenticated,
    /// A valid token of the wrong kind.
    Forbidden(&'static str),
    UserNotFound,
    CardNotFound,
    Unreadable,
    Invalid(Errors),
    KycLocked,
}

impl Refused {
    pub(super) fn field(name: &str, message: &str) -> Self {
        Self::Invalid(Errors::from([(name.to_owned(), vec![message.to_owned()])]))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, message) = match &self {
            Self::Unauthenticated => (401, "Unauthenticated."),
            Self::Forbidden(message) => (403, *message),
            Self::UserNotFound => (404, "User not found."),
            Self::CardNotFound => (404, "Card not found."),
            Self::Unreadable => (400, "The body must be a form or a JSON object."),
            Self::KycLocked => (409, "KYC is locked: it was submitted already."),
            Self::Invalid(errors) => {
                let first =
                    errors.values().flatten().next().map_or("The given data was invalid.", String::as_str);
                return reply::json(422, &json!({ "message": first, "errors": errors }));
            }
        };
        reply::json(status, &json!({ "message": message }))
    }
}

/// The merchant whose client credentials token came with the call.
pub(super) fn merchant(world: &mut World, call: &Call) -> Result<usize, Refused> {
    let now = world.now();
    let access = access(world, call, now)?;
    match access.holder {
        Holder::Merchant => Ok(access.merchant),
        Holder::User(_) => Err(Refused::Forbidden("This route needs a merchant access token.")),
    }
}

/// The user whose access token came with the call.
pub(super) fn user(world: &mut World, call: &Call) -> Result<u64, Refused> {
    let now = world.now();
    let access = access(world, call, now)?;
    match access.holder {
        Holder::User(id) => Ok(id),
        Holder::Merchant => Err(Refused::Forbidden("This route needs a user access token.")),
    }
}

/// The user named in the path, if this merchant's client created it. A foreign user looks like none at all.
pub(super) fn owned_user(world: &mut World, call: &Call, id: &str) -> Result<u64, Refused> {
    let merchant = merchant(world, call)?;
    let client_id = &world.merchants[merchant].keys.merchant_client_id;
    let user =
        id.parse().ok().and_then(|id| world.users.find(id)).filter(|user| user.created_by == *client_id);
    user.map(|user| user.id).ok_or(Refused::UserNotFound)
}

/// A success, wrapped as every one of them is.
pub(super) fn data(status: u16, body: &impl Serialize) -> Response {
    #[derive(Serialize)]
    struct Data<'a, T> {
        data: &'a T,
    }
    reply::json(status, &Data { data: body })
}

pub(super) fn balance() -> Response {
    data(200, &json!({ "balance": BALANCE.0, "currency": BALANCE.1 }))
}

pub(super) fn cards(user: &User) -> Response {
    let cards: Vec<CardView<'_>> = user.cards.iter().map(|card| card.view()).collect();
    data(200, &cards)
}

/// One page of a user's transactions, as Laravel's paginator writes it.
pub(super) fn transactions(world: &World, user: &User, call: &Call) -> Result<Response, Refused> {
    let number = |name: &str, default: usize| match call.query(name).map(str::parse) {
        None => Ok(default),
        Some(Ok(number)) if number >= 1 => Ok(number),
        Some(_) => Err(Refused::field(name, &format!("The {name} field must be at least 1."))),
    };
    let page: usize = number("page", 1)?;
    let per_page = number("per_page", DEFAULT_PER_PAGE)?.min(MOST_PER_PAGE);
    let all = world.payments.transactions_of(user.merchant, &user.email);
    let shown: Vec<_> = all
        .iter()
        .skip((page - 1).saturating_mul(per_page))
        .take(per_page)
        .map(|(payment, transaction)| {
            json!({
                "id": transaction.number,
                "payment_id": payment.id,
                "transaction": transaction.id,
                "amount": payment.amount_text(),
                "charge": payment.currency.format(transaction.charge),
                "currency": payment.currency.code(),
                "custom": payment.custom,
                "status": "paid",
                "date": calendar_date(transaction.at),
            })
        })
        .collect();
    Ok(reply::json(
        200,
        &json!({
            "data": shown,
            "current_page": page,
            "last_page": all.len().div_ceil(per_page).max(1),
            "per_page": per_page,
            "total": all.len(),
        }),
    ))
}

/// What a call does to an identity check.
#[derive(Debug, Clone, Copy)]
pub(super) enum KycAction {
    Show,
    SaveDraft,
    SaveWhole,
    Submit,
}

/// Carries out `action` and answers how the identity check stands.
pub(super) fn kyc(world: &mut World, user: u64, call: &Call, action: KycAction) -> Result<Response, Refused> {
    let today = world.now().to_zoned(TimeZone::UTC).date();
    let kyc = &mut world.users.find_mut(user).ok_or(Refused::UserNotFound)?.kyc;
    let fields = || call.fields.as_ref().ok_or(Refused::Unreadable);
    match action {
        KycAction::Show => {}
        KycAction::SaveDraft => kyc.save_draft(fields()?, today)?,
        KycAction::SaveWhole => kyc.save_whole(fields()?, today)?,
        KycAction::Submit => kyc.submit()?,
    }
    Ok(data(200, &kyc.view(call.language())))
}

fn access<'a>(world: &'a World, call: &Call, now: Timestamp) -> Result<&'a Access, Refused> {
    let access = call.bearer().and_then(|token| world.grants.valid_access(token, now));
    access.ok_or(Refused::Unauthenticated)
}
