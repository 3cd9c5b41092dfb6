"""The REST API's addresses, and its description in OpenAPI."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from guisu.doors.api.rest import (
    access,
    answers,
    customers,
    forms,
    orders,
    personal,
    problems,
    shop,
    tags,
)
from guisu.doors.api.rest.access import Bearer, holds_key
from guisu.doors.api.rest.strict import fields_of


class Api(NinjaAPI):
    """Operations go by their function's name, and tell of all they may answer."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**given)
        answers.describe(document)
        return document


api = Api(
    title="Guisu",
    version="1",
    description="Amounts are whole minor units; instants are ISO 8601, without an offset UTC. "
    "`x-scope` names the scope that a key needs.",
    urls_namespace="api",
    auth=Bearer(),
    docs_url=None,
)
problems.register(
    api,
    names=fields_of(
        forms.OrderIn,
        forms.LineIn,
        forms.RefundIn,
        forms.OrderBatch,
        forms.ProductIn,
        forms.ProductBatch,
        customers.IdentityIn,
        customers.CustomerIn,
        customers.CustomerBatch,
        personal.ConsentTold,
    ),
)
problems.register_failures(api)
for part in (customers, orders, shop, tags, personal):
    access.guard(part.router, answers.NEEDS)
    api.add_router("", part.router)

addresses, room, namespace = api.urls
for each in addresses:
    if isinstance(each, URLPattern):
        each.callback = problems.telling_of_methods(each.callback)
urlpatterns = [
    path("api/v1/", (addresses, room, namespace)),
    re_path("^api/", problems.nothing_here),
]


def before_body(request: HttpRequest) -> HttpResponse | None:
    """401 for who holds no key; None where the body has to be seen."""
    return None if holds_key(request) else api.on_exception(request, AuthenticationError())
