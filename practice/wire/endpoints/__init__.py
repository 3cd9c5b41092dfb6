"""All endpoints by their path under /cgi-bin/."""

from practice.wire.endpoint import AnyEndpoint
from practice.wire.endpoints import (
    contact_ways,
    customers,
    directory,
    groups,
    join_ways,
    tags,
    welcome,
)

TABLE: dict[str, AnyEndpoint] = {
    endpoint.path: endpoint
    for module in (directory, customers, tags, groups, contact_ways, join_ways, welcome)
    for endpoint in module.ENDPOINTS
}
