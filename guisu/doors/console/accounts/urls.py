"""Signing in and out, and one's own account."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.accounts import factor, proving, sessions, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second-factor/", proving.second_factor, name="second-factor"),
    path("sign-in/first-factor/", proving.first_factor, name="first-factor"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/factor/", factor.set_up, name="own-factor"),
    path("account/factor/removal/", factor.removal, name="own-factor-removal"),
    path("account/recovery-codes/", factor.new_codes, name="recovery-codes"),
    path("account/sessions/<int:pk>/end/", sessions.end, name="session-end"),
    path("account/sessions/end/", sessions.end_others, name="sessions-end"),
    path("account/devices/", sessions.notice, name="devices-noticed"),
]
