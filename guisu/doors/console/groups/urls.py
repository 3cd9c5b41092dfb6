"""Addresses of the pages on groups."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.groups import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("groups/", views.groups, name="groups"),
    path("groups/<int:pk>/", views.group, name="group"),
]
