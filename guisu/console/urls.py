"""The console's addresses. Each page family adds its own list here."""

from django.urls import URLPattern, URLResolver, path

from guisu.console.accounts import views as accounts
from guisu.console.home import views as home
from guisu.console.search import views as search
from guisu.console.setup import views as setup

app_name = "console"

_accounts: list[URLPattern | URLResolver] = [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("language/", accounts.language, name="language"),
    path("account/", accounts.account, name="account"),
    path("account/password/", accounts.password, name="password"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.today, name="home"),
    path("search/", search.search, name="search"),
    path("set-up/", setup.set_up, name="set-up"),
    path("set-up/<int:number>/", setup.set_up, name="set-up"),
    *_accounts,
]
