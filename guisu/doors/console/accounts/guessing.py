"""Wrong passwords are counted wherever one is asked for: by name and address, and by address."""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from guisu.doors.console.accounts import entering, whose
from guisu.doors.console.accounts.forms import WRONG, ConfirmForm
from guisu.doors.console.http import OperatorRequest
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.proof import selectors as proof

PAUSE = timedelta(minutes=15)
MOST_FROM_ONE_ADDRESS = 40  # wrong passwords within the pause, of all names together


class TooManyGuesses(Refusal):
    code = "too_many_guesses"
    template = gettext_noop(
        "There were too many wrong passwords from this address. Try again in 15 minutes."
    )
    http_status = 429


def require_calm(request: HttpRequest) -> None:
    """Raise `TooManyGuesses` where an address has tried too many names.

    A browser that the named person has signed in with before is not meant: somebody else in the
    same office locks out themselves.
    """
    if entering.device_here(request, request.POST.get("username", "")) is not None:
        return
    since = timezone.now() - PAUSE
    failures = proof.failures_from(whose.counted_address(request), since=since)
    if failures >= MOST_FROM_ONE_ADDRESS:
        raise TooManyGuesses


def locked(request: OperatorRequest) -> HttpResponseBase | None:
    """The answer to who guesses the password of a session's person; None where there is calm."""
    named = {"username": request.user.username}
    if AxesProxyHandler.is_allowed(request, named):
        return None
    answer: HttpResponseBase = get_lockout_response(request, credentials=named)
    return answer


def is_confirmed(request: OperatorRequest, form: ConfirmForm) -> bool:
    """Whether the form is right; a wrong password is counted with those of the sign-in."""
    if form.is_valid():
        return True
    if form.has_error("old", code=WRONG):
        user_login_failed.send(
            sender=__name__, credentials={"username": request.user.username}, request=request
        )
    return False
