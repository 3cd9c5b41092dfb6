"""Where providers post to."""

from django.urls import path

from guisu.doors.callbacks import views

app_name = "callbacks"
urlpatterns = [path("callbacks/<slug:provider>/<slug:path>", views.pushed, name="pushed")]
