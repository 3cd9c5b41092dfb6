"""Addresses of the intake; SDKs differ in whether they end them with a slash.

`/v1/t` and its like are those of SDKs in pages, `/beacon/v1/batch` is for a page that is left.
"""

import re

from django.urls import re_path

from guisu.doors.api.intake.views import nothing_here, rudder_settings, segment_settings

KINDS = ("identify", "track", "page", "screen", "group", "alias", "batch", "import")
SHORT = {kind[0]: kind for kind in KINDS if kind != "import"}
ADDRESS = re.compile(rf"/(?P<door>v1|beacon/v1)/(?P<kind>{'|'.join(KINDS)}|[{''.join(SHORT)}])/?")


def kind_at(path: str) -> str | None:
    """What arrives at an address: `track`, `batch`; None where nothing does."""
    found = ADDRESS.fullmatch(path)
    return SHORT.get(found["kind"], found["kind"]) if found else None


# Messages themselves are answered before addresses are looked up (`middleware.IntakeFirst`).
urlpatterns = [
    re_path(r"^v1/projects/(?P<token>[\w-]{1,200})/settings/?$", segment_settings),
    re_path(r"^sourceConfig/?$", rudder_settings),
    re_path(r"^(?:beacon/)?v1/", nothing_here),
]
