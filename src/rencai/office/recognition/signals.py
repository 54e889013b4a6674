"""What others hear from recognition. Each is sent within the act's own transaction, before it commits."""

from django.dispatch import Signal

decided = Signal()
"""`decision`: a models.Decision was made. Whoever supervises looks at it now."""

recognised = Signal()
"""`recognition`: somebody was recognised."""

revoked = Signal()
"""`recognition`: a recognition ended before its time. What was built on it has to follow."""
