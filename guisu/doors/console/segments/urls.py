"""Addresses of segments."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.segments import difference, editor, listing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("segments/", listing.listed, name="segments"),
    path("segments/new/", editor.new, name="new-segment"),
    path("segments/new/preview/", editor.preview, name="new-segment-preview"),
    path("segments/comparison/", views.compare, name="segment-comparison"),
    path("segments/<int:pk>/", views.segment, name="segment"),
    path("segments/<int:pk>/differences/", difference.differing, name="segment-differences"),
    path("segments/<int:pk>/edit/", editor.edit, name="segment-edit"),
    path("segments/<int:pk>/preview/", editor.preview, name="segment-preview"),
    path("segments/<int:pk>/export/", views.export, name="segment-export"),
    path("segments/<int:pk>/archiving/", views.archiving, name="segment-archiving"),
]
