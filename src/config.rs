//! One TOML file and secrets from the environment, checked once at start.
