"""The commands of `rencai supervision`, one file each; they are imported when they are called."""
