"""Addresses of the tags' pages."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.tags import batches, bulk, person, rules, views, wecom

urlpatterns: list[URLPattern | URLResolver] = [
    path("tags/", views.tags, name="tags"),
    path("tags/new/", views.new_tag, name="new-tag"),
    path("tags/<int:pk>/", views.tag, name="tag"),
    path("tags/<int:pk>/edit/", views.edit, name="tag-edit"),
    path("tags/<int:pk>/archiving/", views.archiving, name="tag-archiving"),
    path("tags/<int:pk>/wecom/<int:connection_pk>/", wecom.mirror, name="tag-mirror"),
    path("tags/<int:pk>/drift/", wecom.drift, name="tag-drift"),
    path("tags/rules/", rules.rules, name="tag-rules"),
    path("tags/rules/new/", rules.new_rule, name="new-tag-rule"),
    path("tags/rules/<int:pk>/control/", rules.control, name="tag-rule-control"),
    path("tags/batches/<int:pk>/", batches.batch, name="tag-batch"),
    path("tags/batches/<int:pk>/progress/", batches.progress, name="tag-batch-progress"),
    path("tags/batches/<int:pk>/control/", batches.control, name="tag-batch-control"),
    path("tags/batches/<int:pk>/undoing/", batches.undoing, name="tag-batch-undoing"),
    path("customers/tags/", bulk.tagging, name="customers-tags"),
    path("customers/<int:pk>/tags/", person.tags, name="customer-tags"),
    path(
        "customers/<int:pk>/tags/<int:tag_pk>/removal/", person.removal, name="customer-tag-removal"
    ),
]
