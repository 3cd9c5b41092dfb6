"""Edit forms: the form stays with what was typed, whatever keeps it from being saved.

A mistake answers 422, somebody else's edit meanwhile 409 with both sides, and a session that ended
sends to sign-in and back; each time the form is there again as it was left.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from guisu.doors.console import carrying
from guisu.doors.console.carrying import EDITION, EDITION_UNKEPT
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest
from guisu.doors.console.kit import conflict
from guisu.doors.console.kit.conflict import Sides
from guisu.ground.database.editions import Edited, Stale
from guisu.ground.kernel.numbers import whole

OK, CONFLICT, FAULTY = 200, 409, 422


def posted(request: OperatorRequest) -> QueryDict | None:
    """What was typed: sent now, or kept from before the session ended; None: nothing yet."""
    if request.method == "POST":
        return request.POST
    kept = carrying.taken(request)
    if kept is None:
        return None
    messages.warning(
        request, _("What you had written before you were signed out is here again. Save it now.")
    )
    return kept


def seen(request: OperatorRequest) -> int | None:
    """The edition that the form was filled from."""
    return _edition(request.POST)


def answer(
    request: OperatorRequest,
    form: forms.BaseForm,
    save: Callable[[], HttpResponse],
    *,
    of: Edited | int | None = None,
    at: str | None = None,
    invalid: str | None = None,
    **context: Any,
) -> HttpResponse:
    """Save what is sound and go on; else the form again, with what is wrong in it.

    `of`: what is edited, or its edition. `at`, `invalid`: as `told_by` takes them. `context`: what
    the page needs: heading, verb, back, or its own `template`.
    """
    if request.method == "POST" and form.is_valid():
        with told_by(form, at, invalid=invalid):
            return save()
    return shown(request, form, of=of, **context)


def shown(
    request: OperatorRequest,
    form: forms.BaseForm,
    *,
    of: Edited | int | None = None,
    template: str = "console/form_page.html",
    **context: Any,
) -> HttpResponse:
    """The page of a form, as it was left."""
    context |= around(form, of)
    return render(request, template, context, status=status(request, form))


def around(
    form: forms.BaseForm,
    of: Edited | int | None,
    data: QueryDict | None = None,
    besides: Callable[[], Sequence[Sides]] = tuple,
) -> dict[str, Any]:
    """What `console/kit/_edition.html` sends with the form, and shows of a conflict.

    `data`: what was typed, where the form is not bound to it: it keeps the edition it was
    written on. After a conflict that is the edition of theirs: to save again is then a choice.
    `besides`: what both sides wrote that is in no field of the form.
    """
    edition = of.edition if isinstance(of, Edited) else of
    typed = form.data if data is None else data
    if isinstance(typed, QueryDict) and _says_edition(typed) and not _is_stale(form):
        edition = _edition(typed)
    is_secret = any(isinstance(f.widget, forms.PasswordInput) for f in form.fields.values())
    told: dict[str, Any] = {"form": form, "edition": edition, "is_kept": not is_secret}
    if _is_stale(form):
        told |= {"is_conflict": True, "sides": [*conflict.sides(form), *besides()]}
    return told


def status(request: HttpRequest, form: forms.BaseForm) -> int:
    if _is_stale(form):
        return CONFLICT
    return FAULTY if request.method == "POST" and form.is_bound else OK


def _is_stale(form: forms.BaseForm) -> bool:
    return form.is_bound and form.has_error(NON_FIELD_ERRORS, Stale.code)


def _says_edition(data: QueryDict) -> bool:
    return EDITION in data or EDITION_UNKEPT in data


def _edition(data: QueryDict) -> int | None:
    text = data.get(EDITION) or data.get(EDITION_UNKEPT, "")
    return whole(text)
