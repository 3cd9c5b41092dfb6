"""What a person may ask of the shop: to keep their word, to have a copy, to be forgotten."""

from contextlib import suppress
from datetime import datetime
from typing import Any, Literal

from django.http import JsonResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from guisu.doors.api.rest import access
from guisu.doors.api.rest.access import KeyRequest
from guisu.doors.api.rest.customers import seen
from guisu.doors.api.rest.forms import After, Moment, Problem, Size, aware
from guisu.doors.api.rest.strict import Told, page
from guisu.ground.kernel.text import clean
from guisu.ground.staff.domain import KeyScope
from guisu.know.customers import selectors, services
from guisu.know.customers.domain import AlreadyErased

router = Router(tags=["personal data"])
Channel = Literal["sms", "email", "wecom", "official_account", "phone", "push"]
Purpose = Literal["marketing", "service", "profiling"]


class ConsentTold(Told):
    """One word of a person: given (`granted` true) or taken back."""

    channel: Channel
    purpose: Purpose
    granted: bool
    evidence: str = Field(
        min_length=1, max_length=300, description="What shows it: a form, a call, a file."
    )
    said_at: Moment | None = Field(
        None, description="When they said it; now, if left out. Told with it, repeating is safe."
    )


class ConsentOut(Schema):
    id: int
    channel: str
    purpose: str
    granted: bool
    at: datetime
    evidence: str
    source: str


class Consents(Schema):
    now: list[ConsentOut] = Field(
        description="The word that holds, for each channel and purpose on which one was said."
    )
    history: list[ConsentOut] = Field(description="Every word, the latest first.")
    next: str = Field(description="Pass as `after` for the next page; empty: there is none.")


class PersonCopy(Schema):
    """Everything that is held about one person; other rooms add their part under a name."""

    customer: int
    rows: list[int]
    profile: dict[str, Any]
    traits: dict[str, Any]
    identities: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    merges: list[dict[str, Any]]
    events: list[dict[str, Any]]

    model_config = {"extra": "allow"}


class Erasure(Schema):
    erased_at: datetime


@router.get("/customers/{customer_id}/consents", response=Consents, summary="What they agreed to")
def list_consents(
    request: KeyRequest,
    customer_id: int,
    after: After = "",
    size: Size = 50,
) -> Any:
    scope = access.scope_of(request, KeyScope.READ_CUSTOMERS)
    person = seen(scope, customer_id)
    shown = page(selectors.consents_of(person), order=("-at", "-id"), after=after, size=size)
    held = selectors.consents_now(person)
    now = [held[name] for name in sorted(held)]
    return {"now": now, "history": shown.rows, "next": shown.next}


@router.post(
    "/customers/{customer_id}/consents",
    response={200: ConsentOut, 409: Problem},
    summary="Note their word",
)
def say_consent(request: KeyRequest, customer_id: int, word: ConsentTold) -> Any:
    """The latest word on a channel for a purpose holds. Audited. Safe to repeat with `said_at`."""
    scope = access.scope_of(request, KeyScope.WRITE_CUSTOMERS)
    at = timezone.now()
    return services.say_consent(
        seen(scope, customer_id),
        channel=word.channel,
        purpose=word.purpose,
        granted=word.granted,
        evidence=clean(word.evidence),
        source=f"key:{request.auth.pk}",
        said_at=aware(word.said_at or at),
        by=request.auth,
        at=at,
    )


@router.get(
    "/customers/{customer_id}/export", response=PersonCopy, summary="A copy of all their data"
)
def export_customer(request: KeyRequest, customer_id: int) -> Any:
    """All that any room holds, orders and messages too. Each copy is noted in the audit log."""
    scope = access.scope_of(request, KeyScope.EXPORT_CUSTOMERS)
    copy = services.hand_out(seen(scope, customer_id), by=request.auth, at=timezone.now())
    # As it is: the schema would leave out the parts of other rooms.
    return JsonResponse(copy, json_dumps_params={"ensure_ascii": False})


@router.put("/customers/{customer_id}/erasure", response=Erasure, summary="Forget the person")
def erase_customer(request: KeyRequest, customer_id: int) -> Any:
    """Names, identities, traits and evidence go, orders and counts stay. It cannot be taken back.

    What still arrives under their identities stays nameless. Safe to repeat.
    """
    scope = access.scope_of(request, KeyScope.ERASE_CUSTOMERS)
    person = seen(scope, customer_id)
    with suppress(AlreadyErased):
        services.erase(person, by=request.auth, at=timezone.now())
    person.refresh_from_db()
    return person


@router.delete(
    "/customers/{customer_id}/erasure",
    response={204: None, 409: Problem},
    summary="Let them come back",
)
def lift_erasure(request: KeyRequest, customer_id: int) -> Any:
    """From now on what arrives under their identities makes a new customer. Safe to repeat.

    What was erased stays erased: only for somebody who comes back of their own will.
    """
    scope = access.scope_of(request, KeyScope.ERASE_CUSTOMERS)
    services.lift_erasure(seen(scope, customer_id), by=request.auth, at=timezone.now())
    return Status(204, None)
