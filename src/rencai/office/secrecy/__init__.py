"""Columns that only the office can read: encrypted at rest, found through a keyed blind index."""
