//! Japanese text: width, kana, sentences, safe HTML.
