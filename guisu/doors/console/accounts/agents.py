"""What to call a browser by the name that it gives itself. Nothing is decided by it."""

from django.utils.translation import gettext as _

# What stands first decides: Edge calls itself Chrome too, and Chrome Safari.
BROWSERS = (
    ("WxWork/", "WeCom"),
    ("wxwork/", "WeCom"),
    ("MicroMessenger/", "WeChat"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def called(agent: str) -> str:
    """`Chrome · Windows`."""
    words = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    return " · ".join(filter(None, words)) or _("Unknown browser")


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in known if mark in agent), "")
