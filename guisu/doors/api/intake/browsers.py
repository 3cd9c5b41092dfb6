"""What SDKs in a shop's pages ask before they send: where to, and whether they may.

A page is of another origin, so a browser asks first what it may send, and hides from the SDK every
header of the answer that is not named. The key admits, never the origin or a cookie.
"""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse

# Names of headers, as a browser lists them; SDKs add their own from release to release.
NAMES = re.compile(r"[A-Za-z0-9-]{1,64}(?:, ?[A-Za-z0-9-]{1,64}){0,30}")
USUAL = "Authorization, Content-Type, Content-Encoding, AnonymousId"


def opened(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """`answer`, for pages of every origin, with whatever headers their SDK sends."""
    asked = request.headers.get("Access-Control-Request-Headers", "")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = "GET, POST"
    answer["Access-Control-Allow-Headers"] = asked if NAMES.fullmatch(asked) else USUAL
    answer["Access-Control-Expose-Headers"] = "Retry-After"
    answer["Access-Control-Max-Age"] = "86400"
    return answer


def for_analytics_next(token: str, *, host: str, scheme: str) -> dict[str, Any]:
    """What `@segment/analytics-next` loads from `/v1/projects/<key>/settings`: send it all here."""
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": token,
                "apiHost": f"{host}/v1",
                "protocol": scheme,
                "unbundledIntegrations": [],
                "addBundledMetadata": False,
            }
        },
        "plan": {"track": {"__default": {"enabled": True}}, "identify": {}, "group": {}},
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {"routingRules": []},
        "enabledMiddleware": {},
        # Else it tells its maker now and then how it is.
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }


def for_rudder(token: str) -> dict[str, Any]:
    """What `@rudderstack/analytics-js` loads from `/sourceConfig/`: a source, and nobody else."""
    return {
        "source": {
            "id": "guisu",
            "name": "guisu",
            "writeKey": token,
            "enabled": True,
            "workspaceId": "guisu",
            "config": {
                "statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}
            },
            "connections": [],
            "destinations": [],
            "dataplanes": {},
        },
        "updatedAt": "2026-01-01T00:00:00.000Z",
        "isHosted": False,
        "consentManagementMetadata": {"providers": []},
    }
