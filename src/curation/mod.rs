//! What keeps the collection good beyond its single files: golden questions against the ranking that
//! answers, entries that say nearly the same, and what consultants' answers add to it.

mod doubles;
/// A consultant's answer as a draft of an entry.
pub mod draft;
/// Which questions people showed to be answered by which entry.
pub mod evidence;
mod golden;
mod keeping;
/// Personal data out of texts.
pub mod mask;

pub use self::{
    doubles::doubles,
    golden::{Ranks, ranks},
    keeping::{Lost, lost},
};
