"""`/slow` answers after two seconds, with whether the threads of background work are beside it."""

import threading
import time

from django.http import HttpRequest, HttpResponse
from django.urls import path

from guisu.config.urls import urlpatterns as products
from guisu.ground.jobs.crews import CALLING, HOUSE


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(2)
    names = {thread.name for thread in threading.enumerate()}
    crews = {f"house {n}" for n in range(HOUSE)} | {f"calling {n}" for n in range(CALLING)}
    return HttpResponse(str(names >= crews))


urlpatterns = [path("slow", slow), *products]
