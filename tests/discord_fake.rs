//! The fake Discord itself, against serenity alone: what it refuses, what it shows, how it fails.

mod faults;
mod gateway;
mod limits;
mod people;
mod rest;
mod small_bot;
