"""Addresses of the intake; SDKs differ in whether they end them with a slash."""

import re

from django.urls import re_path

from guisu.doors.api.intake.views import nothing_here, take_in

ADDRESS = re.compile(r"/v1/(?P<kind>identify|track|page|screen|group|alias|batch|import)/?")

urlpatterns = [
    re_path(f"^{ADDRESS.pattern.removeprefix('/')}$", take_in, name="intake"),
    re_path("^v1/", nothing_here),
]
