"""A button whose act is refused says why on the page where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest


@contextmanager
def said(request: HttpRequest, done: str) -> Iterator[None]:
    """Within, an act; afterwards `done` is said, or why it was refused."""
    try:
        yield
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
