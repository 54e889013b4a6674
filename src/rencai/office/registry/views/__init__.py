"""Pages of the talent base."""
