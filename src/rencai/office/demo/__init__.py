"""The demo city: invented people, employers and careers, from a seed."""
