"""The commands of `rencai policy`, one file each; they are imported when they are called."""
