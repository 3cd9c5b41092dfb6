"""Addresses of the messages' pages."""

from django.urls import URLPattern, URLResolver, path

from guisu.doors.console.messages import editing, listing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", listing.listed, name="messages"),
    path("messages/new/<slug:kind>/", editing.new, name="new-message"),
    path("messages/rules/<int:pk>/", editing.rules, name="message-rules"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/<int:pk>/edit/", editing.edit, name="message-edit"),
    path("messages/<int:pk>/preview/", views.preview, name="message-preview"),
    path("messages/<int:pk>/pictures/<slug:digest>/", views.picture, name="message-picture"),
    path("messages/<int:pk>/sending/", views.sending, name="message-sending"),
    path("messages/<int:pk>/discarding/", views.discarding, name="message-discarding"),
    path("messages/<int:pk>/calling-back/", views.calling_back, name="message-calling-back"),
    path("messages/<int:pk>/cancelling/", views.cancelling, name="message-cancelling"),
    path("messages/<int:pk>/again/", views.writing_again, name="message-again"),
    path("messages/<int:pk>/reminder/", views.reminding, name="message-reminder"),
    path("messages/<int:pk>/export/", views.export, name="message-export"),
]
