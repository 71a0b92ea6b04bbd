//! Madoguchi (窓口): answers small firms' questions about telework from a curated collection,
//! with sources and dates, and hands what it does not know to people.
//!
//! This file is the map of the code, in reading order. **A module uses only modules declared
//! above it**; `tests/architecture.rs` checks this. The words (Entry 知識項目, Question 質問,
//! Decision, Ticket 相談票, Desk 相談窓口 …) are explained where they are defined.

// — ground —

/// The time and new ids. Nothing else makes either.
pub mod clock;

/// One TOML file and secrets from the environment, checked once at start.
pub mod config;

/// Who talks, and where, on any platform.
pub mod people;

/// Japanese text: width, kana, sentences, safe HTML.
pub mod text;

// — core: synchronous, deterministic, cannot fail on user input —

/// Business hours, public holidays, the next opening.
pub mod calendar;

/// Subsidy programs as rules: windows, criteria, amounts; and what a firm told about itself.
pub mod programs;

/// What the assistant knows: files become entries.
pub mod knowledge;

/// Learns weights from labelled examples and keeps them in a file.
pub mod learning;

/// Finds entries for a question: analyzer, index, ranking.
pub mod search;

/// From hits to a decision: reply, clarify or hand off.
pub mod answer;

/// Golden questions against the ranking that answers, entries that are nearly the same, and drafts of
/// what consultants answered.
pub mod curation;

/// Measures ranking and confidence on any FAQ collection with judgements.
pub mod evaluation;

/// Tickets: questions a consultant has to answer.
pub mod desk;

/// What must reach somebody elsewhere, and what it answers.
pub mod outgoing;

/// Every sentence the assistant says, in Japanese.
pub mod wording;

// — edges: the only modules that talk to the outside —

/// SQL, written once for SQLite and PostgreSQL.
pub mod store;

/// The port to chat surfaces: what comes in, what goes out.
pub mod chat;

// — use cases —

/// What happens when something comes in.
pub mod assistant;

// — front doors —

/// The web chat, the desk and the JSON API.
pub mod web;

/// What runs by itself: a table of name, interval, function.
pub mod jobs;

/// Builds the parts from the configuration, runs the chosen roles, shuts down in order.
pub mod app;

/// The command line: one file per command.
pub mod cli;
