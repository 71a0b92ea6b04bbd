//! Japanese text: width, kana, sentences, safe HTML.

pub mod figures;
pub mod japanese;
pub mod markdown;
mod normalize;

pub use normalize::{clean, hiragana, normalize, truncate};
