"""Addresses of the products' pages."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.products import listing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("products/", listing.products, name="products"),
    path("products/tiers/", views.tiers, name="product-tiers"),
    path("products/<int:pk>/", views.product, name="product"),
    path("products/<int:pk>/edit/", views.edit, name="product-edit"),
    path("products/<int:pk>/tier/", views.tier, name="product-tier"),
]
