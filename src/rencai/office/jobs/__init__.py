"""Work that goes on in the background, with progress, retries, a schedule, and recovery."""
