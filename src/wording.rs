//! Every sentence the assistant says, in Japanese.
