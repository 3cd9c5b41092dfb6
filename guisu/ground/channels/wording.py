"""What the `code` of a call that did not go through says to a reader."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.ground.channels.port import NOBODY_KNOWS

Words = Mapping[str, str | Promise]

OUTCOMES: Words = {
    NOBODY_KNOWS: _("It is not known whether WeCom took it."),
    "41046": _("WeCom does not take this message."),
    "41047": _("This colleague may not send to customers: see Permissions in WeCom."),
    "41048": _("WeCom knows none of these receivers as this colleague's."),
    "45009": _("WeCom's limit of calls is reached: it goes on by itself."),
    "48002": _("The application may not send: see Settings, Channels."),
    "81013": _("WeCom shows this application to nobody of that name."),
}


def said(code: str, error: str, own: Words | None = None) -> str:
    """`code` in the reader's words, with the provider's number; else `error` as it was told.

    `own` are the words of codes that one room alone knows.
    """
    words = (own or {}).get(code) or OUTCOMES.get(code)
    if words is None:
        return error or code
    return f"{words} ({code})" if code.isdecimal() else str(words)
