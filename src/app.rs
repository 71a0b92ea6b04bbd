//! Builds the parts from the configuration, runs the chosen roles, shuts down in order.
