"""`/slow` answers after two seconds, with the number of background threads beside it."""

import threading
import time

from django.http import HttpRequest, HttpResponse
from django.urls import path

from guisu.config.urls import urlpatterns as products
from guisu.ground.jobs import loops


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(2)
    names = {thread.name for thread in threading.enumerate()}
    return HttpResponse(str(names >= {loop.name for loop in loops.registered()}))


urlpatterns = [path("slow", slow), *products]
