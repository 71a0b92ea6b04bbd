//! What is known of a document that was found: numbers with names, from which rankers and the
//! confidence are learned.

use super::{letters::Alike, sequence::Sequence};
use crate::knowledge::Kind;

/// Declares the features in their order, with the names under which weights are stored.
macro_rules! features {
    ($($(#[$doc:meta])* $feature:ident $name:literal,)+) => {
        /// A feature of a document that was found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature {
            $($(#[$doc])* $feature,)+
        }

        impl Feature {
            /// All features, in their order.
            pub const ALL: &[Feature] = &[$(Feature::$feature,)+];

            /// Returns the name under which weights are stored.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Feature::$feature => $name,)+
                }
            }
        }
    };
}

features! {
    /// Score by words, as a share of the best document's.
    Words "words",
    /// Score of the question by words, as a share of the best document's.
    Question "question",
    /// Score of the phrasings by words, as a share of the best document's.
    Phrasings "phrasings",
    /// Score of the answer by words, as a share of the best document's.
    Answer "answer",
    /// Score of the whole text by words, as a share of the best document's.
    Whole "whole",
    /// Score by words, as a share of what a document could score.
    Attained "attained",
    /// Share (of idf) of the question asked that the document has anywhere.
    Covered "covered",
    /// Score by characters, as a share of the best document's.
    Characters "characters",
    /// Score of question and phrasings by characters, as a share of the best document's.
    QuestionCharacters "question_characters",
    /// Likeness to the nearest own question: what both have, of what either has.
    Both "both",
    /// What the nearest own question covers of the question asked.
    Forward "forward",
    /// What the question asked covers of the nearest own question.
    Reverse "reverse",
    /// Likeness to the first own question, not to a phrasing.
    OwnBoth "own_both",
    /// What the first own question covers of the question asked.
    OwnForward "own_forward",
    /// What the question asked covers of the first own question.
    OwnReverse "own_reverse",
    /// Likeness to the second-nearest own question.
    Second "second",
    /// Share of the question's parts that the document has anywhere, rare and common alike.
    Matched "matched",
    /// Likeness to the nearest own question by pairs of characters, function words and all.
    Letters "letters",
    /// Likeness of the order of words in the nearest own question.
    Order "order",
    /// An own question begins with a word of the question asked.
    Begins "begins",
    /// An own question ends with a word of the question asked.
    Ends "ends",
    /// Weight (idf) of what the nearest own question has besides, in tens.
    Besides "besides",
    /// Likeness in meaning to the nearest own question.
    Meaning "meaning",
    /// Likeness by pairs of characters to all own questions taken together.
    Usual "usual",
    /// How many kinds of question (when, how much …) both are.
    SameKinds "same_kinds",
    /// Of how many kinds the nearest own question is, and the one asked is not.
    OtherKinds "other_kinds",
    /// A section of a guideline.
    Guideline "is_guideline",
    /// A consultation desk.
    Desk "is_desk",
    /// A case.
    Case "is_case",
    /// A category of products.
    Solution "is_solution",
    /// A figure of a survey.
    Statistic "is_statistic",
    /// A glossary term.
    Term "is_term",
    /// For the asker's own prefecture (1) or only for others (−1).
    Place "place",
}

impl Feature {
    /// Returns the names of all features, in their order.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        Feature::ALL.iter().map(|it| it.name()).collect()
    }
}

/// Number of features.
pub const FEATURES: usize = Feature::ALL.len();

/// The features of one document that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features(pub [f32; FEATURES]);

impl Default for Features {
    fn default() -> Features {
        Features([0.0; FEATURES])
    }
}

impl Features {
    /// Returns the value of `feature`.
    #[must_use]
    pub fn get(&self, feature: Feature) -> f32 {
        self.0[feature as usize]
    }

    pub(super) fn set(&mut self, feature: Feature, value: f32) {
        // Learned weights must not depend on the last bits.
        self.0[feature as usize] = (value * 1e4).round() / 1e4;
    }

    pub(super) fn set_worded(&mut self, sequence: &Sequence, alike: &Alike) {
        for (feature, value) in [
            (Feature::Letters, alike.letters),
            (Feature::SameKinds, alike.same_kinds),
            (Feature::OtherKinds, alike.other_kinds),
            (Feature::Order, sequence.order),
            (Feature::Begins, sequence.begins),
            (Feature::Ends, sequence.ends),
            (Feature::Besides, sequence.besides / 10.0),
            (Feature::Meaning, sequence.meaning),
            (Feature::Usual, alike.usual),
        ] {
            self.set(feature, value);
        }
    }

    pub(super) fn set_kind(&mut self, kind: Option<Kind>) {
        let feature = match kind {
            Some(Kind::Guideline) => Feature::Guideline,
            Some(Kind::Desk) => Feature::Desk,
            Some(Kind::Case) => Feature::Case,
            Some(Kind::Solution) => Feature::Solution,
            Some(Kind::Statistic) => Feature::Statistic,
            Some(Kind::Term) => Feature::Term,
            Some(Kind::Qa | Kind::Program | Kind::Event) | None => return,
        };
        self.set(feature, 1.0);
    }
}
