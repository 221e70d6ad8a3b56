//! JSON as the gateways write it: exact numbers, unknown fields kept, and a strict reading where forgery matters.

mod deserializer;
mod fields;
mod lenient;
mod model;
mod object;
mod parameters;
mod raw;
mod read_error;
mod strict;
mod value;

pub(crate) use deserializer::text;
pub(crate) use fields::Fields;
pub(crate) use lenient::{
    Name, lenient, lenient_int, lenient_list, lenient_or_default, lenient_text, visit_str,
};
#[doc(hidden)]
pub use model::{Blank, Fill, Member, Model, model};
pub use object::{Json, JsonObject};
pub use parameters::parameters;
pub use raw::{Raw, Reply};
pub(crate) use raw::{read, read_data, unwrap_data};
#[doc(hidden)]
pub use read_error::ReadError;
pub(crate) use read_error::below;
pub use strict::MAX_DEPTH;
pub(crate) use strict::{NoDuplicates, Strict, StrictError, check_strict};
#[doc(hidden)]
pub use value::Value;
pub(crate) use value::known;
