"""The commands of the office, one file each; they are imported when they are called."""
