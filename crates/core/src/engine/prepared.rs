//! An operation turned into what has to be sent.

use std::fmt;
use std::sync::Arc;

use super::RequestBody;
use crate::meta::Meta;
use crate::secret::Body;
use crate::sign::SigningKey;
use crate::{Error, Secret};

/// An operation whose parameters were checked and encoded, ready for any number of tries.
pub struct Prepared {
    /// How the operation is declared.
    pub(crate) meta: &'static Meta,
    /// The absolute URL, query included.
    pub(crate) url: String,
    pub(crate) payload: Payload,
    /// What the caller can reconcile by if the outcome stays unknown.
    pub(crate) reference: Option<String>,
    /// What else must not appear in an error's text.
    pub(crate) secrets: Vec<Secret>,
    /// A last look at a good answer, which may also refuse or shorten it.
    pub(crate) finish: Option<Finish>,
    /// What an operation that waits also waits for.
    pub(crate) past: Vec<&'static str>,
}

impl Prepared {
    /// Nothing but the operation.
    pub(crate) fn of(meta: &'static Meta) -> Self {
        Self {
            meta,
            url: String::new(),
            payload: Payload::Empty,
            reference: None,
            secrets: Vec::new(),
            finish: None,
            past: Vec::new(),
        }
    }
}

/// See [`Prepared::finish`].
pub(crate) type Finish = Arc<dyn Fn(Body) -> Result<Body, Error> + Send + Sync>;

/// What goes into the body.
pub(crate) enum Payload {
    Empty,
    Json(RequestBody),
    Form(RequestBody),
    /// A payment initiation: the signature is made anew for each try, over the time and `signed`.
    Signed {
        body: RequestBody,
        content_type: &'static str,
        signed: RequestBody,
        key: SigningKey,
    },
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("operation", &self.meta.name).finish_non_exhaustive()
    }
}

/// What a request proves itself with, once it is known.
pub(crate) enum Credential {
    None,
    Bearer(Secret),
}
