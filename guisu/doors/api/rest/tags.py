"""Tags: which there are, which a person has, and giving and taking one."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from guisu.doors.api.rest import access
from guisu.doors.api.rest.access import KeyRequest
from guisu.doors.api.rest.customers import LARGEST_ID, seen
from guisu.doors.api.rest.forms import Problem
from guisu.ground.kernel.text import clean
from guisu.ground.staff.domain import KeyScope
from guisu.know.customers.domain import AlreadyErased
from guisu.know.customers.models import Customer, Tag
from guisu.know.customers.selectors import tags as selectors
from guisu.know.customers.services import tags as services

router = Router(tags=["tags"])


class TagOut(Schema):
    id: int
    name: str
    kind: str = Field(description="basic, time, behaviour, need, value or predicted.")
    group: str = Field(description="Its heading; empty: it has none.")
    description: str


class Tags(Schema):
    tags: list[TagOut]


class TagHeld(Schema):
    """A tag that a person has, on whose word, since when."""

    tag: TagOut
    given_at: datetime
    source: str = Field(description="`staff:1`, `rule:4`, `key:7`, `import:3`.")
    why: str


class TagsHeld(Schema):
    tags: list[TagHeld]


def _why() -> Any:
    return Query("", max_length=200, description="Shown to colleagues beside the tag.")


@router.get("/tags", response=Tags, summary="List the tags in use")
def list_tags(request: KeyRequest) -> Any:
    """By kind and name. Staff make and rename them in the console."""
    access.scope_of(request, KeyScope.READ_CUSTOMERS)
    return {"tags": [_told(tag) for tag in selectors.tags()]}


@router.get("/customers/{customer_id}/tags", response=TagsHeld, summary="What they are tagged with")
def list_customer_tags(request: KeyRequest, customer_id: int) -> Any:
    scope = access.scope_of(request, KeyScope.READ_CUSTOMERS)
    return _held(seen(scope, customer_id))


@router.put(
    "/customers/{customer_id}/tags/{tag_id}",
    response={200: TagsHeld, 409: Problem},
    summary="Give them a tag",
)
def give_tag(request: KeyRequest, customer_id: int, tag_id: int, why: str = _why()) -> Any:
    """No rule takes it then. Answers all their tags. Audited. Safe to repeat."""
    scope = access.scope_of(request, KeyScope.WRITE_CUSTOMERS)
    person = seen(scope, customer_id)
    if person.erased_at is not None:
        raise AlreadyErased
    services.give(_tag(tag_id), [person.pk], **_by(request), why=clean(why))
    return _held(person)


@router.delete(
    "/customers/{customer_id}/tags/{tag_id}", response=TagsHeld, summary="Take a tag from them"
)
def take_tag(request: KeyRequest, customer_id: int, tag_id: int, why: str = _why()) -> Any:
    """No rule gives it again then. Answers the tags left. Audited. Safe to repeat."""
    scope = access.scope_of(request, KeyScope.WRITE_CUSTOMERS)
    person = seen(scope, customer_id)
    services.take(_tag(tag_id), [person.pk], **_by(request), why=clean(why))
    return _held(person)


def _tag(pk: int) -> Tag:
    return selectors.tag(min(max(pk, 0), LARGEST_ID))


def _by(request: KeyRequest) -> dict[str, Any]:
    return {"source": f"key:{request.auth.pk}", "by": request.auth, "at": timezone.now()}


def _held(person: Customer) -> dict[str, Any]:
    return {
        "tags": [
            {
                "tag": _told(held.tag),
                "given_at": held.given_at,
                "source": held.batch.source,
                "why": held.batch.why,
            }
            for held in selectors.held_by(person)
        ]
    }


def _told(tag: Tag) -> dict[str, Any]:
    return {
        "id": tag.pk,
        "name": tag.name,
        "kind": tag.kind,
        "group": tag.group.name if tag.group else "",
        "description": tag.description,
    }
