"""What is refused about connections, and the addresses that they may have."""

from urllib.parse import urlsplit

from guisu.ground.channels.port import Problem
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

WECOM_ADDRESS = "https://qyapi.weixin.qq.com"
# Between a holder, such as a corp, and what of theirs is connected, such as an application.
WITHIN = " · "
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BadConnection(Refusal):
    code = "channels.bad_connection"
    template = gettext_noop("This is no connection: %(problem)s")
    words = frozenset({"problem"})
    http_status = 422


class ConnectionExists(Refusal):
    code = "channels.connection_exists"
    template = gettext_noop("This account is connected already.")


class CannotBeCarried(Refusal):
    """A content, or a file of it, that the carrier's `check` finds a problem with: in its words."""

    code = "channels.cannot_be_carried"
    template = gettext_noop("This cannot be sent this way.")
    http_status = 422

    def __init__(self, problem: Problem) -> None:
        self.code, self.template = problem.code, problem.template
        super().__init__(**problem.data)


class NotConnected(Refusal):
    code = "channels.not_connected"
    template = gettext_noop("Connect WeCom first, under Settings, Channels.")


def holder_of(account: str) -> str:
    """Who shares quotas with `account`, as connections keep it: of WeCom, the corp."""
    return account.partition(WITHIN)[0]


def is_usable_address(address: str) -> bool:
    """Whether secrets may be sent there: https, or this machine itself."""
    parts = urlsplit(address)
    if parts.username or parts.password or parts.query or parts.fragment:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and parts.hostname in LOOPBACK
