//! Builds the parts from the configuration, runs the chosen roles, shuts down in order.

mod address;
mod data;
mod discord;
mod knowledge;
mod past;
mod progress;
mod serve;
mod terminal;

pub use self::{
    address::address,
    data::{DataLock, Locked, open_store},
    discord::deal_with,
    knowledge::{
        Pack, Published, cache, import, pack, published, read_only_collection, read_only_shelf,
        shelf,
    },
    past::past,
    progress::step,
    serve::{login_link, serve},
    terminal::{Unread, say, warn},
};
