//! Finds entries for a question: analyzer, index, ranking.
