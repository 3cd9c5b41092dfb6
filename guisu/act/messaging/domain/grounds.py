"""What a message rests on, and how it is said when that is gone before its time comes."""

from enum import StrEnum

from guisu.act.messaging.domain.outcomes import NobodyToSendTo
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop


class Gone(StrEnum):
    """Why a message does not go out by itself, in the order in which it is looked at."""

    LATE = "late"
    CONNECTION = "connection"
    STORE = "store"
    SEGMENT = "segment"
    UNCOUNTED = "uncounted"
    SENDERS = "senders"
    TAGS = "tags"
    CONTENT = "content"
    NOBODY = "nobody"


class ConnectionPutAway(Refusal):
    code = "messaging.connection_put_away"
    template = gettext_noop("The connection that sends it is put away.")


class StoreClosed(Refusal):
    code = "messaging.store_closed"
    template = gettext_noop("The store that it is sent from is closed.")


class SegmentPutAway(Refusal):
    code = "messaging.segment_put_away"
    template = gettext_noop("The segment that it is for is put away: choose another one.")


class SegmentUncounted(Refusal):
    code = "messaging.segment_uncounted"
    template = gettext_noop("The segment that it is for cannot be counted: look what it says.")


class SendersGone(Refusal):
    code = "messaging.senders_gone"
    template = gettext_noop("Somebody chosen to send it may not send any more: choose again.")


class TagsGone(Refusal):
    code = "messaging.tags_gone"
    template = gettext_noop("A tag whose people were to see it is deleted: choose again.")


REFUSALS: dict[Gone, type[Refusal]] = {
    Gone.CONNECTION: ConnectionPutAway,
    Gone.STORE: StoreClosed,
    Gone.SEGMENT: SegmentPutAway,
    Gone.UNCOUNTED: SegmentUncounted,
    Gone.SENDERS: SendersGone,
    Gone.TAGS: TagsGone,
    Gone.NOBODY: NobodyToSendTo,
}
