"""Addresses of the pages on handovers."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.handovers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("handovers/", views.handovers, name="handovers"),
    path("handovers/new/", views.new_handover, name="new-handover"),
    path("handovers/<int:pk>/", views.handover, name="handover"),
    path("handovers/<int:pk>/stop/", views.stop, name="handover-stop"),
    path("handovers/<int:pk>/export/", views.export, name="handover-export"),
]
