//! Writes the facades of other languages from core's table of operations: see [`read_all`] and [`python`], [`node`].

#![forbid(unsafe_code)]

mod doc;
pub mod model;
mod names;
pub mod node;
pub mod python;
mod read;
mod render;

pub use read::{Problem, read, read_all};
pub use render::File;
