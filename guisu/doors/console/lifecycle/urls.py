"""Addresses of the pages on where people stand."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.lifecycle import ladder, people, person, rfm, scheme, stages, thresholds

urlpatterns: list[URLPattern | URLResolver] = [
    path("rfm/", rfm.grid, name="rfm"),
    path("rfm/export/", rfm.export, name="rfm-export"),
    path("rfm/learning/", rfm.learning, name="rfm-learning"),
    path("rfm/scheme/", scheme.editor, name="rfm-scheme"),
    path("rfm/scheme/preview/", scheme.preview, name="rfm-preview"),
    path("lifecycle/", stages.stages, name="lifecycle"),
    path("lifecycle/trend/", stages.trend, name="lifecycle-trend"),
    path("lifecycle/movement/", stages.movement, name="lifecycle-movement"),
    path("lifecycle/export/", stages.export, name="lifecycle-export"),
    path("lifecycle/thresholds/", thresholds.editor, name="lifecycle-thresholds"),
    path("lifecycle/thresholds/preview/", thresholds.preview, name="lifecycle-preview"),
    path("lifecycle/learning/", thresholds.learning, name="lifecycle-learning"),
    path("ladder/", ladder.ladder, name="ladder"),
    path("ladder/export/", ladder.export, name="ladder-export"),
    path("customers/<int:pk>/standing/", person.standing, name="customer-standing"),
    path("standing/people/", people.people, name="standing-people"),
]
