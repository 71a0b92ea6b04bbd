//! Japanese text: width, kana, sentences, safe HTML.

mod normalize;

pub use normalize::{clean, hiragana, normalize, truncate};
