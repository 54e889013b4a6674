"""The append-only record of who did what, for whom, under which mandate (审计日志)."""
