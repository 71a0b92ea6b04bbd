//! What keeps the collection good beyond its single files: golden questions against the ranking that
//! answers, and entries that say nearly the same.

mod doubles;
mod golden;

pub use self::{
    doubles::doubles,
    golden::{Ranks, ranks},
};
