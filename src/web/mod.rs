//! The web chat, the desk and the JSON API.
