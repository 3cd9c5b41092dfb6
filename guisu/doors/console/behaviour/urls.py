"""Addresses of the pages on what people do."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.behaviour import cohorts, funnel, page, people, person, retention

urlpatterns: list[URLPattern | URLResolver] = [
    path("behaviour/", page.behaviour, name="behaviour"),
    path("behaviour/funnel/", funnel.funnel, name="funnel"),
    path("behaviour/funnel/export/", funnel.export, name="funnel-export"),
    path("behaviour/funnel/people/", people.people, name="funnel-people"),
    path("behaviour/retention/", retention.retention, name="retention"),
    path("behaviour/retention/export/", retention.export, name="retention-export"),
    path("behaviour/cohorts/", cohorts.cohorts, name="cohorts"),
    path("behaviour/cohorts/export/", cohorts.export, name="cohorts-export"),
    path("customers/<int:pk>/cohort/", person.cohort, name="customer-cohort"),
]
