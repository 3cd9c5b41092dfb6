"""What somebody typed into an edit form whose session had ended, carried through sign-in.

It travels signed in the sign-in form itself: strangers write nothing into the database.
"""

from django.core import signing
from django.http import HttpRequest, QueryDict

# Every edit form sends it: what it was written on, or nothing for a new thing.
EDITION = "edition"
SALT = "console.kit.carried"
MOST = 100_000
SECONDS = 24 * 3600


def packed(request: HttpRequest) -> str:
    """What a stranger sent from an edit form, signed, to be carried through sign-in; or empty."""
    body = request.POST.urlencode() if EDITION in request.POST else ""
    if not body or len(body) > MOST:
        return ""
    return signing.dumps([page(request).partition("?")[0], body], salt=SALT, compress=True)


def page(request: HttpRequest) -> str:
    """The page that the form stands on, where htmx sent it too."""
    htmx = getattr(request, "htmx", None)
    return (htmx and htmx.current_url_abs_path) or request.get_full_path()


def keep(request: HttpRequest, carried: str) -> None:
    """Lay down in the session, just begun, what was carried through sign-in."""
    try:
        path, body = signing.loads(carried, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return
    data = QueryDict(body, mutable=True)
    data.pop("csrfmiddlewaretoken", None)
    request.session[_place(path)] = data.urlencode()


def taken(request: HttpRequest) -> QueryDict | None:
    """What was laid down for this page, once; None: nothing."""
    body = request.session.pop(_place(request.path), None)
    return None if body is None else QueryDict(body)


def _place(path: str) -> str:
    return f"kept:{path}"
