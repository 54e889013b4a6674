"""Supervision of delegated authority (事中事后监管): alerts, spot checks, the board, and what follows."""
