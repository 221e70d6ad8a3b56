//! How an operation is declared, and the table of all of them.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::decoded::Decoded;
use crate::engine::{Method, Payload, Prepared, RequestBody, RetryClass};
use crate::gateway::Gateway;
use crate::json::{Fields, read_data};
use crate::secret::{Body, wire_json};
use crate::{Error, ErrorKind, path};

/// What is fixed about an operation.
#[derive(Debug, Serialize)]
pub struct Meta {
    /// `gateway.resource.method`, unique: `ito.payments.create`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL; `{placeholders}` are parameters.
    pub path: &'static str,
    /// What the request proves itself with.
    pub auth: Auth,
    /// When it may be repeated.
    pub retry: RetryClass,
    /// The parameter whose members stand in the body themselves, instead of below its name.
    pub spread: Option<&'static str>,
}

/// What a request proves itself with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// ITO-Japan: the merchant's access key as a bearer token.
    AccessKey,
    /// ITO-Japan: an access token of the client-credentials grant.
    Merchant,
    /// ITO-Japan: the access token of a user who logged in.
    User,
    /// ITO-Japan: none, the request carries what is needed.
    None,
    /// UnivaPay: the application token, with its secret on servers.
    AppToken,
}

/// How an endpoint reports success and errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    Payment,
    Laravel,
    OauthToken,
    Univapay,
}

impl Auth {
    pub(crate) const fn answers(self) -> Answers {
        match self {
            Self::AccessKey => Answers::Payment,
            Self::Merchant | Self::User => Answers::Laravel,
            Self::None => Answers::OauthToken,
            Self::AppToken => Answers::Univapay,
        }
    }

    /// Whether a 401 may only mean that an access token grew old.
    pub(crate) const fn renews(self) -> bool {
        matches!(self, Self::Merchant | Self::User)
    }
}

/// One call that a gateway understands: a type of parameters with an associated answer.
pub trait Operation: Serialize + DeserializeOwned {
    /// What a good answer holds.
    type Answer: Serialize + DeserializeOwned + fmt::Debug + Send + 'static;

    /// What is fixed about it.
    const META: &'static Meta;

    /// Checks the rules that the parameters must meet before anything is sent.
    fn check(&self, _gateway: &Gateway) -> Result<(), Error> {
        Ok(())
    }

    /// Checks and encodes the parameters: placeholders into the path, the rest into the query of a GET or the
    /// JSON body of any other method.
    fn prepare(&self, gateway: &Gateway) -> Result<Prepared, Error> {
        self.check(gateway)?;
        prepare_json(Self::META, self, gateway)
    }

    /// Reads a good answer.
    fn decode(bytes: &Body) -> Result<Self::Answer, Error> {
        read_data(bytes, b"{[")
    }
}

fn prepare_json(
    meta: &'static Meta,
    operation: &dyn erased_serde::Serialize,
    gateway: &Gateway,
) -> Result<Prepared, Error> {
    let internal =
        || Error::new(ErrorKind::Internal, format!("the parameters of {} cannot be encoded", meta.name));
    let json = wire_json(operation).map_err(|_| internal())?;
    let fields = Fields::read(&json).ok_or_else(internal)?;
    let mut url = gateway.base_url().to_owned();
    path::fill(&mut url, meta.path, &fields)?;
    let inner = match meta.spread.and_then(|name| fields.get(name)) {
        Some(object) => Fields::read(object.get().as_bytes()).ok_or_else(internal)?,
        None => Fields::default(),
    };
    let rest: Vec<_> = fields
        .0
        .iter()
        .filter(|(name, _)| Some(&**name) != meta.spread && !path::is_placeholder(meta.path, name))
        .chain(&inner.0)
        .collect();
    let payload = if meta.method == Method::Get {
        path::query(&mut url, &rest)?;
        Payload::Empty
    } else {
        if let Some((name, _)) = rest.iter().enumerate().find_map(|(at, field)| {
            rest.get(..at)?.iter().any(|earlier| earlier.0 == field.0).then_some(*field)
        }) {
            return Err(Error::invalid(name.as_ref(), "is given twice"));
        }
        let mut body = Body::new(Vec::with_capacity(json.len() + 16));
        body.push(b'{');
        for (name, value) in rest {
            if body.len() > 1 {
                body.push(b',');
            }
            body.extend_from_slice(serde_json::to_string(name).map_err(|_| internal())?.as_bytes());
            body.push(b':');
            body.extend_from_slice(value.get().as_bytes());
        }
        body.push(b'}');
        Payload::Json(RequestBody::new(body))
    };
    Ok(Prepared { meta, url, payload, reference: None, secrets: Vec::new(), finish: None })
}

/// One row of [`OPERATIONS`]: an operation without its type, for languages that know it by name.
pub struct Entry {
    /// What is fixed about it.
    pub meta: &'static Meta,
    /// Reads the parameters from JSON, checks and encodes them.
    pub prepare: fn(&Gateway, &[u8]) -> Result<Prepared, Error>,
    /// Reads a good answer.
    pub decode: fn(&Body) -> Result<Decoded, Error>,
    /// The JSON Schema of the parameters.
    #[cfg(feature = "schema")]
    pub parameters: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    /// The JSON Schema of the answer.
    #[cfg(feature = "schema")]
    pub answer: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
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
                tokens Tokens { create: CreateToken }
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
            prepare: prepare_from_json::<crate::$gateway::$operation>,
            decode: decode::<crate::$gateway::$operation>,
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

fn prepare_from_json<O: Operation>(gateway: &Gateway, json: &[u8]) -> Result<Prepared, Error> {
    crate::json::parameters::<O>(json).map_err(|error| as_given(error, O::META))?.prepare(gateway)
}

/// Names a field as `check` does, and the gateway.
fn as_given(error: Error, meta: &Meta) -> Error {
    match meta.spread {
        Some(spread) => error.outside(spread),
        None => error,
    }
}

fn decode<O: Operation>(bytes: &Body) -> Result<Decoded, Error> {
    Ok(Decoded::new(O::decode(bytes)?))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let reads = meta.method == Method::Get
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
            for name in path::placeholders(entry.meta.path) {
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
