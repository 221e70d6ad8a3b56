//! JSON as the gateways write it: exact numbers, unknown fields kept, and a strict reading where forgery matters.

mod deserializer;
mod fields;
mod lenient;
mod model;
mod object;
mod parameters;
mod raw;
mod read_error;
mod shape;
mod shape_check;
mod shape_write;
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
pub(crate) use parameters::shaped_parameters;
pub(crate) use raw::{Found, read, read_data, unwrap_data};
pub use raw::{Raw, Reply};
#[doc(hidden)]
pub use read_error::ReadError;
pub(crate) use read_error::below;
#[doc(hidden)]
pub use shape::{
    BareShape, Beside, Code, How, Missing, ModelShape, OfWhole, Part, Shape, Shaped, Variants, exact, written,
};
pub(crate) use shape::{Spelled, exact_shape};
pub(crate) use shape_check::is_empty;
pub(crate) use shape_write::Shown;
pub use strict::MAX_DEPTH;
pub(crate) use strict::{NoDuplicates, Strict, StrictError, check_strict};
pub(crate) use value::known;
#[doc(hidden)]
pub use value::{Members, Value};
