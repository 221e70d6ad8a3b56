//! Cards of a user. A card's full number is read only by the call that says so in its name.

use std::sync::Arc;

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use crate::card::{CardNumber, Cvv};
use crate::engine::{Method, Payload, Prepared, RequestBody, RetryClass};
use crate::gateway::Gateway;
use crate::json::{BareShape, Raw, Shape, Shaped, lenient, lenient_int, lenient_text, read_data};
use crate::operation::{Auth, Meta, Operation, Parameters};
use crate::secret::{Body, wire_json};
use crate::{Error, ErrorKind};

/// Lists a user's cards: "List user cards".
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UserCards {
    /// The user's id, 1 to 128 characters.
    pub user: String,
}

impl Operation for UserCards {
    type Answer = Cards;
    const META: &'static Meta = &Meta {
        name: "ito.users.cards",
        method: Method::Get,
        path: "/api/oauth/merchant/users/{user}/cards",
        auth: Auth::Merchant,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };
    const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);

    fn decode(bytes: &Body) -> Result<Cards, Error> {
        Cards::read(bytes)
    }
}

/// Lists the user's own cards: "List my cards".
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MyCards {}

impl Operation for MyCards {
    type Answer = Cards;
    const META: &'static Meta = &Meta {
        name: "ito.me.cards",
        method: Method::Get,
        path: "/api/oauth/user/cards",
        auth: Auth::User,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };
    const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);

    fn decode(bytes: &Body) -> Result<Cards, Error> {
        Cards::read(bytes)
    }
}

/// A list of cards.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cards {
    /// The cards.
    pub data: Vec<Card>,
}

impl Shaped for Cards {
    const SHAPE: Shape =
        Shape::Bare(&BareShape { name: "Cards", field: "data", list: <Vec<Card> as Shaped>::SHAPE });
}

impl Cards {
    /// A list inside `data`, or a bare one.
    fn read(bytes: &[u8]) -> Result<Self, Error> {
        Ok(Self { data: read_data(bytes, b"{[")? })
    }
}

/// A card, without its number.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Card {
    /// Its id, as text.
    #[serde(default, alias = "card_id", deserialize_with = "lenient_text")]
    pub id: Option<String>,
    /// Its brand, as the gateway writes it.
    #[serde(default, deserialize_with = "lenient_text")]
    pub brand: Option<String>,
    /// The number's last four digits.
    #[serde(default, deserialize_with = "lenient_text")]
    pub last4: Option<String>,
    /// The month it expires, 1 to 12.
    #[serde(default, deserialize_with = "lenient_int")]
    pub exp_month: Option<u8>,
    /// The year it expires, four digits.
    #[serde(default, deserialize_with = "lenient_int")]
    pub exp_year: Option<u16>,
    /// Its status, as the gateway writes it.
    #[serde(default, deserialize_with = "lenient_text")]
    pub status: Option<String>,
}

/// Issues a card to the user: "Issue card". Never repeated once sent.
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IssueCard {}

impl Operation for IssueCard {
    type Answer = Card;
    const META: &'static Meta = &Meta {
        name: "ito.me.issue_card",
        method: Method::Post,
        path: "/api/oauth/user/cards/issue",
        auth: Auth::User,
        retry: RetryClass::Unsent,
        ..Meta::PLAIN
    };
    const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);
}

/// Reads the last four digits of the user's card: "Get sensitive card info (recommended: last4 only)".
///
/// Whatever else the gateway answers is dropped as it arrives: the full number reaches neither the answer nor `raw`.
#[derive(Clone, Debug, Default, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CardLastFour {}

impl Operation for CardLastFour {
    type Answer = Card;
    const META: &'static Meta = &Meta {
        name: "ito.me.card_last_four",
        method: Method::Post,
        path: "/api/oauth/user/cards/sensitive",
        auth: Auth::User,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };

    fn prepare(&self, gateway: &Gateway) -> Result<Prepared, Error> {
        Ok(prepare_sensitive(
            gateway,
            Self::META,
            Some(Arc::new(|answer| {
                // Nor may an error keep the number: it says that there was an answer, and no more.
                only_last_four(answer).map_err(|error| error.with_raw(Raw::new(b"")))
            })),
        ))
    }
}

/// Reads the full number and security code of the user's card, for showing it to its owner. Prefer
/// [`CardLastFour`]: whoever handles a full number takes on the duties of PCI DSS.
///
/// The number and the code never print themselves. The answer's `raw` holds them in clear.
#[derive(Clone, Debug, Default, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RevealCard {}

/// A card with its full number.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RevealedCard {
    /// Its id, as text.
    #[serde(default, alias = "card_id", deserialize_with = "lenient_text")]
    pub id: Option<String>,
    /// The full number.
    #[serde(default, deserialize_with = "lenient")]
    pub card_number: Option<CardNumber>,
    /// The security code.
    #[serde(default, deserialize_with = "lenient")]
    pub cvv: Option<Cvv>,
    /// The number's last four digits.
    #[serde(default, deserialize_with = "lenient_text")]
    pub last4: Option<String>,
    /// The month it expires, 1 to 12.
    #[serde(default, deserialize_with = "lenient_int")]
    pub exp_month: Option<u8>,
    /// The year it expires, four digits.
    #[serde(default, deserialize_with = "lenient_int")]
    pub exp_year: Option<u16>,
}

impl Operation for RevealCard {
    type Answer = RevealedCard;
    const META: &'static Meta = &Meta {
        name: "ito.me.reveal_card",
        method: Method::Post,
        path: "/api/oauth/user/cards/sensitive",
        auth: Auth::User,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };

    fn prepare(&self, gateway: &Gateway) -> Result<Prepared, Error> {
        Ok(prepare_sensitive(gateway, Self::META, None))
    }
}

fn prepare_sensitive(
    gateway: &Gateway,
    meta: &'static Meta,
    finish: Option<crate::engine::Finish>,
) -> Prepared {
    Prepared {
        url: [gateway.base_url(), meta.path].concat(),
        payload: Payload::Json(RequestBody::from("{}".to_owned())),
        finish,
        ..Prepared::of(meta)
    }
}

/// Keeps what [`Card`] holds, with the last four digits taken from the number if the gateway sent only that.
fn only_last_four(answer: Body) -> Result<Body, Error> {
    let mut card: Card = read_data(&answer, b"{[")?;
    if card.last4.is_none() {
        let full: RevealedCard = read_data(&answer, b"{[")?;
        card.last4 = full.card_number.map(|number| number.last_four().to_owned());
    }
    if card.last4.as_ref().is_some_and(|digits| digits.len() != 4) {
        return Err(Error::new(ErrorKind::InvalidResponse, "last4 is not four digits").with_field("last4"));
    }
    wire_json(&card).map_err(|_| Error::new(ErrorKind::Internal, "the card cannot be encoded"))
}
