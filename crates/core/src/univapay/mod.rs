//! UnivaPay, also known by its host gyro-n.money: transaction tokens.

mod client;
mod error;
mod tokens;

pub use client::{AppToken, BaseUrl, Config, Univapay};
pub(crate) use error::error_of;
pub use tokens::*;
