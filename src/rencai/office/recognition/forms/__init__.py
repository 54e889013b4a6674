"""What is typed in about recognition. Forms read; whether it may be kept the actions say."""
