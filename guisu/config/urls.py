"""Which door stands at which address."""

from django.urls import URLPattern, URLResolver, include, path

handler500 = "guisu.config.failing.broken"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guisu.doors.api.intake.urls")),
    path("", include("guisu.doors.api.rest.urls")),
    path("", include("guisu.doors.callbacks.urls")),
    path("", include("guisu.doors.console.urls")),
]
