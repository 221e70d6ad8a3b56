//! Benchmarks live in `benches/`, `python/` and `node/`; see README.md. Here is what they share.

pub mod server;
