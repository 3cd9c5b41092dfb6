"""Where providers post to."""

import re

from django.urls import path

from guisu.doors.callbacks import views

app_name = "callbacks"
ADDRESS = re.compile(r"/callbacks/(?P<provider>[-\w]+)/(?P<path>[-\w]+)", re.ASCII)
urlpatterns = [path("callbacks/<slug:provider>/<slug:path>", views.pushed, name="pushed")]
