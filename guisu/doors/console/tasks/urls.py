"""Addresses of the pages on tasks."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.tasks import own, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/mine/", views.tasks, {"which": "mine"}, name="my-tasks"),
    path("tasks/overdue/", views.tasks, {"which": "overdue"}, name="overdue-tasks"),
    path("tasks/ended/", views.tasks, {"which": "ended"}, name="ended-tasks"),
    path("tasks/new/", views.new_task, name="new-task"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/word/", views.word, name="task-word"),
    path("tasks/<int:pk>/withdrawal/", views.withdrawal, name="task-withdrawal"),
    path("tasks/of/<str:token>/", own.own_task, name="own-task"),
]
