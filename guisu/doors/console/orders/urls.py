"""Addresses of the orders' pages."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.orders import listing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("orders/", listing.orders, name="orders"),
    path("orders/export/", listing.export, name="order-export"),
    path("orders/<int:pk>/", views.order, name="order"),
    path("customers/<int:pk>/orders/", views.of_person, name="customer-orders"),
]
