"""Which door stands at which address."""

from django.urls import URLPattern, URLResolver, include, path

from guisu.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("", include("guisu.api.intake.urls")),
    path("", include("guisu.api.rest.urls")),
    path("", include("guisu.callbacks.urls")),
    path("", include("guisu.console.urls")),
]
