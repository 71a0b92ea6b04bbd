//! A category of products with two companies that do not exist.

/// Where the file stands in a collection.
pub const FILE: &str = "solution/reiji.toml";

/// The file, in its canonical form; the companies stand against the order of their readings.
pub const VENDORS: &str = include_str!("../data/vendors.toml");

/// A question that the category answers.
pub const ASKED: &str = "仮想机とは何ですか";
