"""Whatever is sent to the REST API, it answers as its OpenAPI document says, and never breaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from guisu.doors.api.rest import access
from guisu.doors.api.rest.urls import api
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.services import make_key
from guisu.know.commerce.models import Order, Product
from guisu.know.customers.models import Consent, Tag
from tests import make
from tests.commerce.test_record_orders import tell, told

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 8  # an operation
schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = get_wsgi_application()


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Requests are answered within the test's transaction, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@dataclass(frozen=True, slots=True)
class Shop:
    """A key that opens everything, and the numbers of what there is."""

    token: str
    numbers: dict[str, int]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(access, "limiter", access.Limiter(per_minute=10**9, burst=10**9))
    make.installation()
    person = make.customer("Ann", stores=(make.store("North"),))
    tell(told("1", customer_id=person.pk))
    Consent.objects.create(
        customer=person,
        channel="sms",
        purpose="marketing",
        granted=True,
        at=make.NOON,
        evidence="form",
        source="test",
    )
    tag = Tag.objects.create(name="VIP", key="vip", kind="value", created_at=make.NOON)
    _, token = make_key("fuzz", scopes=list(KeyScope), store=None, by=None, at=make.NOON)
    there = {
        "customer": person,
        "tag": tag,
        "order": Order.objects.get(),
        "product": Product.objects.get(),
    }
    return Shop(token, {f"{name}_id": row.pk for name, row in there.items()})


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_request_is_answered_as_described(case: schemathesis.Case[Any], shop: Shop) -> None:
    for name, number in case.path_parameters.items():
        if isinstance(number, int) and number % 2 == 0:  # else hardly any would name something
            case.path_parameters[name] = shop.numbers[name]

    answer = case.call(headers={"Authorization": f"Bearer {shop.token}"})

    case.validate_response(answer, checks=CHECKS)
