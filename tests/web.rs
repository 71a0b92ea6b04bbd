//! Pages and forms through the router, without a socket.

mod api;
mod asker;
mod closing;
mod colleagues;
mod desk;
mod drafts;
mod explain;
mod live;
mod merging;
mod people;
mod privacy;
mod programs;
mod proposals;
mod reply_drafts;
mod safety;
mod tickets;
mod vendors;
pub mod visit;
