//! Japanese text: width, kana, sentences, safe HTML.

pub mod figures;
pub mod japanese;
pub mod markdown;
mod normalize;
pub mod plain;

pub use normalize::{clean, hiragana, normalize, truncate};
