"""What each door takes before anybody has looked at the body: how much, how long, and from whom."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from guisu.config.front.limits import BODY_SECONDS, UPLOAD_SECONDS
from guisu.doors.api.intake import urls as intake
from guisu.doors.api.intake import views as intake_views
from guisu.doors.api.rest import urls as rest
from guisu.doors.callbacks import views as callback_views
from guisu.doors.callbacks.domain import MOST_BODY as MOST_PUSHED
from guisu.doors.console.accounts import strangers
from guisu.take_in.imports.services.uploads import LARGEST_MB
from guisu.take_in.intake.domain.limits import MOST_BODY as MOST_SENT

MEGABYTE = 1024 * 1024
REST = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Door:
    """`most` bytes from anybody, `most_admitted` from whom `admit` lets in.

    `admit` is asked in a request thread, of a request whose body is not here yet: it gives its
    refusal, or None.
    """

    most: int
    most_admitted: int
    seconds: float
    admit: Callable[[HttpRequest], HttpResponse | None]


INTAKE = Door(MOST_SENT, MOST_SENT, BODY_SECONDS, intake_views.before_body)
CALLBACKS = Door(MOST_PUSHED, MOST_PUSHED, BODY_SECONDS, callback_views.before_body)
API = Door(
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    BODY_SECONDS,
    rest.before_body,
)
CONSOLE = Door(
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    (LARGEST_MB + 1) * MEGABYTE,
    UPLOAD_SECONDS,
    strangers.before_body,
)


def door_of(path: str) -> Door:
    """Whose address it is; everything that no machine uses is the console's."""
    if intake.kind_at(path):
        return INTAKE
    if path.startswith(REST):
        return API
    if callback_views.ADDRESS.fullmatch(path):
        return CALLBACKS
    return CONSOLE
