"""The server's "no", by WeCom's error numbers: https://developer.work.weixin.qq.com/document/path/90313."""

from enum import IntEnum


class Code(IntEnum):
    """What callers branch on. Messages are advisory on the real server, and here."""

    BUSY = -1
    BAD_SECRET = 40001
    BAD_USER = 40003
    BAD_MEDIA_TYPE = 40004
    BAD_MEDIA = 40007
    BAD_CORP = 40013
    TOKEN_INVALID = 40014
    BAD_LOGIN_CODE = 40029
    BAD_PARAMETER_TYPE = 40035
    BAD_GROUP = 40050
    CALLBACK_NOT_VERIFIED = 40057
    BAD_PARAMETER = 40058
    EMPTY_PARAMETER = 40063
    BAD_TAG = 40068
    TAG_NAME_EXISTS = 40071
    BAD_CUSTOMER = 40096
    BAD_HANDOVER = 40097
    TAKEOVER_NOT_REAL_NAMED = 40098
    TAKEOVER_FULL = 40099
    BAD_TAKEOVER = 40100
    TOO_MANY_TAGS = 40126
    TRANSFERRED_TOO_OFTEN = 40128
    TRANSFER_IN_PROGRESS = 40129
    TOKEN_MISSING = 41001
    SECRET_MISSING = 41004
    BAD_WAY_KIND = 41037
    BAD_WAY_SCENE = 41038
    BAD_WAY_STATE = 41039
    WAY_WITHOUT_STAFF = 41040
    WAY_WITH_TOO_MANY_STAFF = 41041
    WAY_EXPIRED = 41042
    TOO_MANY_WAYS = 41043
    BAD_WAY = 41044
    BAD_BROADCAST = 41046
    NO_SENDER = 41047
    NO_RECIPIENT = 41048
    WELCOME_CODE_INVALID = 41050
    ALREADY_CHATTING = 41051
    NOT_ACTIVATED = 41054
    NO_WELCOME_TEMPLATE = 41055
    STILL_DISPATCHING = 41063
    WELCOME_BUSY = 41096
    TOKEN_EXPIRED = 42001
    EMPTY_MEDIA = 44001
    EMPTY_TEXT = 44004
    FILE_TOO_LARGE = 45001
    TEXT_TOO_LONG = 45002
    RATE_EXCEEDED = 45009
    TOO_MANY_AT_ONCE = 45033
    CONFLICT = 45035
    APP_NOT_ALLOWED = 48002
    BAD_AGENT = 40056
    OUT_OF_RANGE = 60011
    IP_NOT_TRUSTED = 60020
    USER_NOT_FOUND = 60111
    DEPARTMENT_NOT_FOUND = 60123
    ALL_RECIPIENTS_INVALID = 81013
    NOT_YOURS = 81011
    TOO_MANY_GROUPS = 81017
    NO_RELATION = 84061
    NO_CONTACT_PERMISSION = 84074
    OWNER_NOT_RESIGNED = 90500
    NOT_A_CUSTOMER_GROUP = 90501
    OWNER_RESIGNED = 90502
    TRANSFERS_OF_TODAY_SPENT = 90507
    GROUP_MUST_WAIT = 90508
    ROBOT_INVALID = 93000
    NOBODY_LICENSED = 701008


class Refused(Exception):
    """A rule of the world forbids it; the wire answers `code` with HTTP 200."""

    def __init__(self, code: Code, hint: str = "") -> None:
        self.code = code
        self.hint = hint or code.name.lower().replace("_", " ")
        super().__init__(f"{code.value}: {self.hint}")


class CannotHappen(Exception):
    """Somebody staged an act that no person could do: kick from a group they do not own."""
