//! Builds the parts from the configuration, runs the chosen roles, shuts down in order.

mod data;
mod knowledge;
mod progress;
mod serve;
mod terminal;

pub use self::{
    data::{DataLock, Locked, open_store},
    knowledge::{
        Pack, Published, cache, import, pack, published, read_only_collection, read_only_shelf,
        shelf,
    },
    progress::step,
    serve::{address, login_link, serve},
    terminal::{Unread, say, warn},
};
