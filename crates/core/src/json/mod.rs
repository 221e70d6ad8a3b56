//! JSON as the gateways write it: exact numbers, unknown fields kept, and a strict reading where forgery matters.

mod fields;
mod lenient;
mod object;
mod parameters;
mod raw;
mod strict;

pub(crate) use fields::Fields;
pub(crate) use lenient::{
    Name, lenient, lenient_int, lenient_list, lenient_or_default, lenient_text, visit_str,
};
pub use object::{Json, JsonObject};
pub(crate) use parameters::nested;
pub use parameters::parameters;
pub use raw::{Raw, Reply};
pub(crate) use raw::{read, unwrap_data};
pub use strict::MAX_DEPTH;
pub(crate) use strict::{NoDuplicates, Strict, StrictError, check_strict};
