//! All integration tests, in one binary.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

// The rules of the map in `src/lib.rs`.
mod architecture;

// Every method of the store, on both databases.
mod store;
mod store_canned;
mod store_desk_hours;
mod store_discord;
mod store_drafts;
mod store_knowledge;
mod store_open;
mod store_outbox;
mod store_past;
mod store_people;
mod store_privacy;
mod store_purge;
mod store_questions;
mod store_recalls;
mod store_reminders;
mod store_satisfaction;
mod store_stored;
mod store_ticket_actions;
mod store_ticket_clock;
mod store_ticket_merge;
mod store_tickets;
mod store_unsure;
// What authors of knowledge files are told.
mod knowledge;

// Pages and forms through the router.
mod web;
// People ask, the assistant answers, consultants take over: as transcripts.
mod conversations;
// How often the assistant asks back.
mod asking_back;
// The same about subsidy programs.
mod subsidies;
// What firms tell about themselves on the way.
mod firms;
// The answer was no help, and they say so.
mod frustration;
// Several questions in one message.
mod compound;
// The real program, as a process: how it starts, refuses to start, and stops.
mod process_stop;
// How it is killed at any moment of a ticket's way.
mod process_kill;
// How people use it in a real browser.
mod real_browser;
// How it meets damaged files.
mod process_damage;
// What scripts get of the rules of programs.
mod process_programs;
// What its commands do with whatever they are given.
mod process_terminal;
// What they say about their arguments.
mod process_arguments;
// What the editorial checks say.
mod process_check;
// How two of them share one PostgreSQL.
mod process_two;
// How it lives through a full disk.
mod process_disk;
// How knowledge files reach its answers.
mod process_knowledge;
// What its log keeps to itself.
mod process_log;
// Which hours count.
mod business_time;
// How fast the desk has to answer.
mod sla;
// What time and colleagues do to tickets.
mod desk_time;
// Desks with hours of their own.
mod desk_hours;
// People are told of closing days.
mod reminders;
// They are told when an answer was corrected.
mod recall;
// What is over is deleted by itself.
mod jobs;
// How a ticket may move.
mod desk;
// What people chose, once a curator accepted it.
mod past;
// How good the answers are.
mod golden;
// What ranking promises to authors.
mod ranking;
// The same question in other words.
mod variants;
// The Discord that the tests talk to.
mod discord_fake;
// What nobody but the desk may read reaches nobody else.
mod leaks;
// The whole way through it: people on their screens, the bot, the store.
mod discord;
