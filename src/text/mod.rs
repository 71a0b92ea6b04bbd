//! Japanese text: width, kana, sentences, safe HTML.

pub mod japanese;
mod normalize;

pub use normalize::{clean, hiragana, normalize, truncate};
