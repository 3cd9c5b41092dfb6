"""Addresses of the pages of customer value."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.value import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("value/", views.value, name="value"),
    path("value/figures/", views.figures, name="value-figures"),
    path("value/fit/", views.fit, name="value-fit"),
    path("value/progress/", views.progress, name="value-progress"),
    path("value/export/", views.export, name="value-export"),
    path("customers/<int:pk>/value/", views.person, name="customer-value"),
]
