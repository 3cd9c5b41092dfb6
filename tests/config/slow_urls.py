"""`/slow` notes that it was asked; two seconds later it tells whether all crews are beside it."""

import threading
import time
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from guisu.config.urls import urlpatterns as products
from guisu.ground.jobs.crews import CALLING, HOUSE

ASKED = "asked"


def slow(request: HttpRequest) -> HttpResponse:
    (Path(settings.DATA) / ASKED).touch()
    time.sleep(2)
    names = {thread.name for thread in threading.enumerate()}
    crews = {f"house {n}" for n in range(HOUSE)} | {f"calling {n}" for n in range(CALLING)}
    return HttpResponse(str(names >= crews))


urlpatterns = [path("slow", slow), *products]
