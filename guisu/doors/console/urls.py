"""The console's addresses. Each page family adds its own list here."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.accounts import urls as accounts
from guisu.doors.console.audit import views as audit
from guisu.doors.console.behaviour import urls as behaviour
from guisu.doors.console.channels import urls as channels
from guisu.doors.console.codes import urls as codes
from guisu.doors.console.customers import urls as customers
from guisu.doors.console.deliveries import urls as deliveries
from guisu.doors.console.groups import urls as groups
from guisu.doors.console.handovers import urls as handovers
from guisu.doors.console.health import views as health
from guisu.doors.console.home import views as home
from guisu.doors.console.imports import urls as imports
from guisu.doors.console.kit import saved
from guisu.doors.console.letters import refused
from guisu.doors.console.letters import views as letters
from guisu.doors.console.lifecycle import urls as lifecycle
from guisu.doors.console.messages import urls as messages
from guisu.doors.console.orders import urls as orders
from guisu.doors.console.products import urls as products
from guisu.doors.console.reach import views as reach
from guisu.doors.console.search import views as search
from guisu.doors.console.segments import urls as segments
from guisu.doors.console.settings import kept
from guisu.doors.console.settings import signing as sign_in_rules
from guisu.doors.console.settings import views as settings
from guisu.doors.console.setup import views as setup
from guisu.doors.console.staff import stores
from guisu.doors.console.staff import views as staff
from guisu.doors.console.tags import urls as tags
from guisu.doors.console.tasks import urls as tasks
from guisu.doors.console.value import urls as value

app_name = "console"

_staff: list[URLPattern | URLResolver] = [
    path("staff/", staff.people, name="staff"),
    path("staff/new/", staff.hire, name="hire"),
    path("staff/<int:pk>/", staff.person, name="person"),
    path("staff/<int:pk>/password/", staff.new_password, name="person-password"),
    path("staff/<int:pk>/second-factor/", staff.factor_reset, name="person-factor"),
    path("staff/<int:pk>/activity/", staff.activity, name="person-activity"),
    path("stores/", stores.stores, name="stores"),
    path("stores/new/", stores.new_store, name="new-store"),
    path("stores/<int:pk>/", stores.store, name="store"),
]

_views: list[URLPattern | URLResolver] = [
    path("views/<slug:page>/", saved.keep, name="view"),
    path("views/<slug:page>/columns/", saved.choose, name="columns"),
    path("views/<int:pk>/removal/", saved.drop, name="view-removal"),
]

_settings: list[URLPattern | URLResolver] = [
    path("settings/", settings.organisation, name="settings"),
    path("sign-in-rules/", sign_in_rules.rules, name="sign-in-rules"),
    path("reach-rules/", reach.rules, name="reach-rules"),
    path("kept/", kept.kept, name="kept"),
    path("health/", health.health, name="health"),
    path("keys/", settings.keys, name="keys"),
    path("keys/<int:pk>/revocation/", settings.revocation, name="key-revocation"),
    path("audit/", audit.audit, name="audit"),
]

_letters: list[URLPattern | URLResolver] = [
    path("letters/", letters.letters, name="letters"),
    path("letters/delivery/", letters.deliveries, name="letters-delivery"),
    path("letters/<int:pk>/delivery/", letters.delivery, name="letter-delivery"),
    path("letters/<int:pk>/dismissal/", letters.dismissal, name="letter-dismissal"),
    path("letters/jobs/", letters.jobs, name="jobs"),
    path("letters/jobs/<int:pk>/run/", letters.job_run, name="job-run"),
    path("letters/messages/", refused.refused_messages, name="refused-messages"),
    path("letters/messages/trial/", refused.trial, name="refused-trial"),
    path("letters/messages/dismissal/", refused.dismissal, name="refused-dismissal"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.today, name="home"),
    path("figures/", home.figures, name="figures"),
    path("search/", search.search, name="search"),
    path("set-up/", setup.set_up, name="set-up"),
    path("set-up/<int:number>/", setup.set_up, name="set-up"),
    *accounts.urlpatterns,
    *_staff,
    *_views,
    *_settings,
    *_letters,
    *channels.urlpatterns,
    *codes.urlpatterns,
    *customers.urlpatterns,
    *groups.urlpatterns,
    *deliveries.urlpatterns,
    *behaviour.urlpatterns,
    *value.urlpatterns,
    *tags.urlpatterns,
    *tasks.urlpatterns,
    *handovers.urlpatterns,
    *segments.urlpatterns,
    *orders.urlpatterns,
    *products.urlpatterns,
    *imports.urlpatterns,
    *lifecycle.urlpatterns,
    *messages.urlpatterns,
]
