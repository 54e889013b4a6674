"""QR codes as pictures that a page carries in itself."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(text: str) -> SafeString:
    """The code of `text` as SVG. Without a size of its own: the page gives it one."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, svgclass="qr", lineclass=None)
    return mark_safe(out.getvalue().decode())  # made of numbers alone: text never enters the picture


def svg_bytes(text: str) -> bytes:
    """The same for paper."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", omitsize=True, border=0, svgclass=None, lineclass=None)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make(text, micro=False, error="m", boost_error=False)
