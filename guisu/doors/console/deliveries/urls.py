"""Addresses of the pages on deliveries and their causes."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.deliveries import causes, listing

urlpatterns: list[URLPattern | URLResolver] = [
    path("deliveries/", listing.listed, name="deliveries"),
    path("deliveries/causes/", causes.listed, name="causes"),
    path("deliveries/causes/<int:pk>/", causes.cause, name="cause"),
    path("deliveries/causes/<int:pk>/stop/", causes.stop, name="cause-stop"),
]
