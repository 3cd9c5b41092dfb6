"""Addresses of the pages on channels."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.channels import connecting, heard, leaving, listing, mailbox, people, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("channels/", listing.channels, name="channels"),
    path("leaving/", leaving.leaving, name="leaving"),
    path("leaving/<int:pk>/going/", leaving.going, name="leaving-going"),
    path("leaving/<int:pk>/heap/", leaving.heap, name="leaving-heap"),
    path("channels/new/", connecting.connect, name="new-channel"),
    path("channels/new-mailbox/", mailbox.connect, name="new-mailbox"),
    path("channels/<int:pk>/test/", mailbox.test, name="channel-test"),
    path("channels/<int:pk>/", views.channel, name="channel"),
    path("channels/<int:pk>/receiving/", connecting.receiving, name="channel-receiving"),
    path("channels/<int:pk>/connected/", connecting.connected, name="channel-connected"),
    path("channels/<int:pk>/callbacks/", heard.callbacks, name="channel-callbacks"),
    path("channels/<int:pk>/colleagues/", people.colleagues, name="channel-colleagues"),
    path("channels/colleagues/<int:pk>/", people.tie, name="colleague-tie"),
    path("channels/<int:pk>/edit/", connecting.change, name="channel-edit"),
    path("channels/<int:pk>/examination/", views.examination, name="channel-examination"),
    path("channels/<int:pk>/reading/", views.reading, name="channel-reading"),
    path("channels/<int:pk>/markings/", views.markings, name="channel-markings"),
    path("channels/<int:pk>/welcome/", connecting.welcome, name="channel-welcome"),
    path("channels/callbacks/<int:pk>/replay/", heard.replay, name="callback-replay"),
]
