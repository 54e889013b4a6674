"""The commands of `rencai match`, one file each; they are imported when they are called."""
