"""How much a sender may say at once, and how the door says no."""

from guisu.ground.kernel.refusals import Refusal

MOST_BODY = 500 * 1024  # bytes of one request, before and after unpacking
MOST_MESSAGE = 32 * 1024  # bytes of one message
MOST_MESSAGES = 2_500  # in one batch
LONGEST_NAME = 120  # characters of an event's name: the log's column
BUSY_SECONDS = 5


class Malformed(Refusal):
    """The request cannot be read at all; sending it again would not help."""

    code = "intake.malformed"
    template = "%(problem)s"
    http_status = 400


class TooLarge(Refusal):
    code = "intake.too_large"
    template = "%(problem)s"
    http_status = 413


class KeyRefused(Refusal):
    code = "intake.key"
    template = "No live key with the scope events:write: send it as Basic user name or as writeKey."
    http_status = 401


class Busy(Refusal):
    """Nothing was kept; the same request is welcome after `seconds` (whole seconds)."""

    code = "intake.busy"
    template = "Busy: try again in %(seconds)s seconds."
    http_status = 429
