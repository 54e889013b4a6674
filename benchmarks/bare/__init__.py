"""The peer of the office's pages: plain Django on the same tables, the same rows and columns, and nothing else."""
