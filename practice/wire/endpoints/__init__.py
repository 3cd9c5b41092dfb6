"""All endpoints by their path under /cgi-bin/."""

from practice.wire.endpoint import AnyEndpoint
from practice.wire.endpoints import (
    acquisition,
    archive,
    broadcasts,
    contact_ways,
    customers,
    directory,
    groups,
    join_ways,
    media,
    messages,
    moments,
    rules,
    statistics,
    tags,
    transfers,
    welcome,
)

MODULES = (
    directory,
    customers,
    tags,
    groups,
    contact_ways,
    join_ways,
    welcome,
    media,
    broadcasts,
    moments,
    transfers,
    acquisition,
    statistics,
    rules,
    messages,
    archive,
)

TABLE: dict[str, AnyEndpoint] = {
    endpoint.path: endpoint for module in MODULES for endpoint in module.ENDPOINTS
}
