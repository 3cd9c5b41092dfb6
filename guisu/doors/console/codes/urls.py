"""Addresses of the pages on contact codes."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.codes import editing, listing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("codes/", listing.codes, name="codes"),
    path("codes/new/", editing.new_code, name="new-code"),
    path("codes/new/groups/", editing.new_group_code, name="new-group-code"),
    path("codes/<int:pk>/", views.code, name="code"),
    path("codes/<int:pk>/edit/", editing.edit, name="code-edit"),
    path("codes/<int:pk>/control/", editing.control, name="code-control"),
    path("codes/<int:pk>/poster/", views.poster, name="code-poster"),
    path("codes/<int:pk>/picture.png", views.picture, {"kind": "png"}, name="code-png"),
    path("codes/<int:pk>/picture.svg", views.picture, {"kind": "svg"}, name="code-svg"),
]
