"""One box that finds a talent, an organisation, a case."""
