"""Where providers post to."""

from django.urls import path

from guisu.doors.callbacks import views

app_name = "callbacks"
urlpatterns = [path("callbacks/wecom/<slug:path>", views.wecom, name="wecom")]
