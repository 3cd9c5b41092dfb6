"""Addresses of the intake; SDKs differ in whether they end them with a slash."""

from django.urls import re_path

from guisu.api.intake.views import take_in

urlpatterns = [
    re_path(
        r"^v1/(?P<kind>identify|track|page|screen|group|alias|batch|import)/?$",
        take_in,
        name="intake",
    ),
]
