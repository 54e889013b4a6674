"""The jurisdiction tree, and the organisations in it."""
