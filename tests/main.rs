//! All integration tests, in one binary.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

// The rules of the map in `src/lib.rs`.
mod architecture;
