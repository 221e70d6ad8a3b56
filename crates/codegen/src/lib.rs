//! Writes the facades of other languages from core's table of operations: see [`read_all`], and a module a language.

#![forbid(unsafe_code)]

mod doc;
pub mod kotlin;
pub mod model;
mod names;
pub mod native;
pub mod node;
pub mod python;
mod read;
mod render;
pub mod swift;

pub use read::{Declared, Problem, read, read_all};
pub use render::File;
