"""The REST API's addresses, and its description in OpenAPI."""

from django.urls import path
from ninja import NinjaAPI

from guisu.api.rest import customers, orders, problems, shop
from guisu.api.rest.access import Bearer

api = NinjaAPI(
    title="Guisu",
    version="1",
    description="Amounts are whole minor units; instants are ISO 8601, without an offset UTC.",
    urls_namespace="api",
    auth=Bearer(),
    docs_url=None,
)
problems.register(api)
api.add_router("", customers.router)
api.add_router("", orders.router)
api.add_router("", shop.router)

urlpatterns = [path("api/v1/", api.urls)]
