"""Which door stands at which address."""

from django.urls import URLPattern, URLResolver, include, path

from guisu.config.health import healthz

handler500 = "guisu.config.failing.broken"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("", include("guisu.doors.api.intake.urls")),
    path("", include("guisu.doors.api.rest.urls")),
    path("", include("guisu.doors.callbacks.urls")),
    path("", include("guisu.doors.console.urls")),
]
