//! `cargo +nightly fuzz run incidents`: any bytes, see `bodies.rs`.
#![no_main]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::incidents(bytes));
