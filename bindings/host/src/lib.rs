//! What the Python and the Node package have in common: clients set up from plain settings, the thread that does
//! their input and output, and the way back into a language that only runs on threads of its own.

#![forbid(unsafe_code)]

mod client;
mod desk;
mod io;
mod network;
mod test_clock;

pub use client::{Client, Hooks};
pub use desk::{Ask, Desk, Reply};
pub use io::{Io, wake_when_idle};
pub use kaikei_settings::{CallSettings, Settings, as_configuration, unknown_gateway};
pub use test_clock::TestClock;
