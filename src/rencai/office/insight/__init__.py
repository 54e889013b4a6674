"""What the leading group sees: the city in figures, each of which opens into its rows."""
