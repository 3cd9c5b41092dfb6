"""The QR code of a contact code: WeCom's own picture, or one drawn here of its address."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

from guisu.act.acquisition.models import ContactCode

PNG_DOTS = 12


def svg(code: ContactCode) -> SafeString:
    """Drawn here; scales to any size. Empty while there is no address."""
    if not code.address:
        return SafeString()
    drawn = segno.make(code.address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=8, omitsize=True))  # noqa: S308 - made of dots alone


def svg_file(code: ContactCode) -> bytes:
    out = BytesIO()
    segno.make(code.address, error="m", micro=False).save(out, kind="svg", scale=8)
    return out.getvalue()


def png(code: ContactCode) -> bytes:
    """WeCom's own picture where it could be had."""
    if code.picture:
        return bytes(code.picture)
    out = BytesIO()
    segno.make(code.address, error="m", micro=False).save(out, kind="png", scale=PNG_DOTS)
    return out.getvalue()
