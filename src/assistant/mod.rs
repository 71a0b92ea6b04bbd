//! What happens when something comes in.
