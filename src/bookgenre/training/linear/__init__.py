"""The sparse linear model that is added to the network."""
