"""What waits for me, by deadline."""
