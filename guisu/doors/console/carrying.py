"""What somebody typed into an edit form whose session had ended, carried through sign-in.

It travels signed in the sign-in form itself: strangers write nothing into the database. It is
laid down only for who had typed it: a cookie says who signed in last in this browser, for the
session's own row may be gone.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase, QueryDict

from guisu.ground.staff.models import Staff

# Every edit form sends it: what it was written on, or nothing for a new thing.
EDITION = "edition"
# Of forms with a secret, of which nothing may be carried.
EDITION_UNKEPT = "edition_unkept"
# And who sees it: another tab may have signed in somebody else since.
TYPED_BY = "typed_by"
SALT = "console.kit.carried"
MOST = 100_000
SECONDS = 24 * 3600
COOKIE = "guisu_last"
YEAR = 365 * 24 * 3600


def remember(answer: HttpResponseBase, staff: Staff) -> None:
    """Let the browser know, signed, who has just signed in."""
    answer.set_signed_cookie(
        COOKIE,
        str(staff.pk),
        salt=SALT,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def packed(request: HttpRequest) -> str:
    """What was sent from an edit form, signed, to be carried through sign-in; or empty.

    Empty too where nobody is known to have signed in here.
    """
    body = request.POST.urlencode() if EDITION in request.POST else ""
    whose = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    if not body or not whose or len(body) > MOST:
        return ""
    return signing.dumps([page(request).partition("?")[0], whose, body], salt=SALT, compress=True)


def page(request: HttpRequest) -> str:
    """The page that the form stands on, where htmx sent it too."""
    htmx = getattr(request, "htmx", None)
    return (htmx and htmx.current_url_abs_path) or request.get_full_path()


def keep(request: HttpRequest, carried: str) -> None:
    """Lay down in the session, just begun, what was carried through sign-in, if it is theirs."""
    try:
        path, whose, body = signing.loads(carried, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return
    if whose != str(request.user.pk):
        return
    _lay(request, path, QueryDict(body, mutable=True))


def lay(request: HttpRequest) -> bool:
    """Lay down what was just sent for the form that it came from; False: it is not theirs."""
    is_theirs = request.POST.get(TYPED_BY) == str(request.user.pk)
    if not is_theirs or len(request.POST.urlencode()) > MOST:
        return False
    _lay(request, page(request).partition("?")[0], request.POST.copy())
    return True


def _lay(request: HttpRequest, path: str, data: QueryDict) -> None:
    data.pop("csrfmiddlewaretoken", None)
    request.session[_place(path)] = data.urlencode()


def taken(request: HttpRequest) -> QueryDict | None:
    """What was laid down for this page, once; None: nothing."""
    body = request.session.pop(_place(request.path), None)
    return None if body is None else QueryDict(body)


def _place(path: str) -> str:
    return f"kept:{path}"
