"""WeCom's error codes, and what each kind asks for.

https://developer.work.weixin.qq.com/document/path/90313
"""

from datetime import timedelta
from types import MappingProxyType

from guisu.ground.channels.port import ChannelError, CredentialsRefused, Rejected, TryLater

BUSY, TOO_MANY_AT_ONCE, CONFLICT = -1, 45033, 45035
TOKEN_INVALID, TOKEN_EXPIRED = 40014, 42001
OVER_LIMIT = 45009
BAD_MEDIA = 40007
NO_RELATION, NO_CONTACT_PERMISSION = 84061, 84074
SHOWN_TO_NOBODY = 81013
WELCOME_ELSEWHERE, STILL_DISPATCHED = 41096, 41063

AGAIN_SOON = frozenset({BUSY, TOO_MANY_AT_ONCE, CONFLICT, WELCOME_ELSEWHERE, STILL_DISPATCHED})
TOKEN = frozenset({TOKEN_INVALID, TOKEN_EXPIRED})
# Secret, corp id, application, visible range, address, privilege, licence: repeating them is
# harmful; forty times a wrong secret locks the address out for an hour.
CREDENTIALS = frozenset({40001, 40013, 48002, 60011, 60020, 301002, 50003})
SOON = timedelta(seconds=5)
MINUTE_WINDOW, HOUR_WINDOW = timedelta(seconds=60), timedelta(minutes=60)

MEANINGS = MappingProxyType(
    {
        BUSY: "WeCom is busy",
        OVER_LIMIT: "too many calls",
        TOO_MANY_AT_ONCE: "too many calls at once",
        CONFLICT: "another call is changing the same",
        TOKEN_INVALID: "the token is not valid",
        TOKEN_EXPIRED: "the token has expired",
        40001: "the secret is wrong",
        40013: "the corp id is wrong",
        48002: "the application may not make this call",
        60011: "outside the application's visible range",
        60020: "this address is not among the application's trusted ones",
        NO_RELATION: "the two are not in contact",
        NO_CONTACT_PERMISSION: "this colleague may not contact customers",
        301002: "not permitted",
        50003: "the application is disabled",
    }
)


def error_for(code: int, call: str) -> ChannelError:
    """What a failed answer means. Told in our words: WeCom's own repeat addresses and ids."""
    text = MEANINGS.get(code, "refused by WeCom")
    if code in AGAIN_SOON:
        return TryLater(text, wait=SOON, code=code, call=call)
    if code == OVER_LIMIT:
        return TryLater(text, wait=MINUTE_WINDOW, code=code, call=call)
    if code in TOKEN or code in CREDENTIALS:
        return CredentialsRefused(text, code=code, call=call)
    return Rejected(text, code=code, call=call)
