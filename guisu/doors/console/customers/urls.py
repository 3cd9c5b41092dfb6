"""Addresses of the customers' pages."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.customers import (
    addresses,
    bulk,
    changes,
    erasing,
    listing,
    merging,
    suggestions,
    views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", listing.customers, name="customers"),
    path("customers/export/", listing.export, name="customer-export"),
    path("customers/consents/", bulk.consents, name="customers-consents"),
    path("customers/home/", bulk.home, name="customers-home"),
    path("customers/suggestions/", suggestions.queue, name="suggestions"),
    path("customers/suggestions/<int:pk>/answer/", suggestions.answer, name="suggestion-answer"),
    path("customers/suggestions/<int:pk>/undoing/", suggestions.undo, name="suggestion-undo"),
    path("customers/<int:pk>/", views.profile, name="customer"),
    path("customers/<int:pk>/timeline/", views.more, name="customer-timeline"),
    path("customers/<int:pk>/profile/", changes.edit, name="customer-edit"),
    path("customers/<int:pk>/consents/", changes.consents, name="customer-consents"),
    path(
        "customers/<int:pk>/addresses/suppression/", addresses.suppress, name="address-suppression"
    ),
    path("customers/<int:pk>/addresses/release/", addresses.release, name="address-release"),
    path("customers/<int:pk>/merges/", merging.merges, name="customer-merges"),
    path("customers/<int:pk>/merges/with/<int:other_pk>/", merging.compare, name="merge-compare"),
    path("customers/<int:pk>/merges/<int:merge_pk>/undoing/", merging.undo, name="merge-undo"),
    path("customers/<int:pk>/data/", erasing.data, name="customer-data"),
    path("customers/<int:pk>/copy/", erasing.copy, name="customer-copy"),
    path("customers/<int:pk>/erasure/", erasing.erase, name="customer-erase"),
    path(
        "customers/<int:pk>/erasure/certificate/",
        erasing.certificate,
        name="customer-certificate",
    ),
    path("customers/<int:pk>/erasure/mentions/", erasing.mentions, name="customer-mentions"),
    path(
        "customers/<int:pk>/erasure/mentions/<int:mention_pk>/",
        erasing.mention,
        name="customer-mention",
    ),
    path("customers/<int:pk>/erasure/lifting/", erasing.lift, name="customer-lift"),
]
