"""What kept a reading from something, in the reader's words."""

from django.utils.translation import ngettext

from guisu.ground.channels import wording
from guisu.take_in.sync.domain import NO_LICENCE, Trouble


def said(trouble: Trouble) -> str:
    """One line: whom it is about, and what WeCom said of it."""
    if trouble["code"] == NO_LICENCE:
        count = int(trouble["of"])
        text = ngettext(
            "%(count)s colleague has no licence in WeCom.",
            "%(count)s colleagues have no licence in WeCom.",
            count,
        )
        return text % {"count": count}
    words = wording.said(trouble["code"], trouble["error"])
    return f"{trouble['of']}: {words}" if trouble["of"] else words
