"""Addresses of the orders' pages."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.orders import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("orders/", views.orders, name="orders"),
    path("orders/export/", views.export, name="order-export"),
    path("orders/<int:pk>/", views.order, name="order"),
]
