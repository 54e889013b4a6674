"""What is shown of a secret to those who have not asked to see it."""

SHOWN = 4


def masked(secret: str) -> str:
    """Its last four characters, of a short one only the last: enough to tell two apart, not to use either."""
    shown = SHOWN if len(secret) >= 2 * SHOWN else 1
    return "•" * (len(secret) - shown) + secret[-shown:] if secret else ""
