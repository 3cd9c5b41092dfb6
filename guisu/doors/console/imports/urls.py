"""Addresses of the imports' pages."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.imports import running, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.upload, name="import-upload"),
    path("imports/<int:pk>/", views.one, name="import"),
    path("imports/<int:pk>/reading/", views.reading, name="import-reading"),
    path("imports/<int:pk>/columns/", views.columns, name="import-columns"),
    path("imports/<int:pk>/mapping/", views.mapping, name="import-mapping"),
    path("imports/<int:pk>/check/", running.check, name="import-check"),
    path("imports/<int:pk>/stores/", running.stores, name="import-stores"),
    path("imports/<int:pk>/run/", running.run, name="import-run"),
    path("imports/<int:pk>/progress/", running.progress, name="import-progress"),
    path("imports/<int:pk>/control/", running.control, name="import-control"),
    path("imports/<int:pk>/disposal/", running.discard, name="import-discard"),
    path("imports/<int:pk>/refused/", running.refused_rows, name="import-refused"),
]
