"""App messages that wait to be said are kept as contents, not as WeCom takes them."""

from django.db import migrations

AT_ONCE = 500


def content(body):
    """The same words, as `channels.port.Content` is kept."""
    if "textcard" in body:
        card = body["textcard"]
        link = {"type": "link", "title": card["title"], "url": card["url"]}
        return {"title": card["title"], "text": card["description"], "parts": [link]}
    return {"text": body["text"]["content"]}


def convert(apps, _editor):
    notices = apps.get_model("stafftasks", "Notice").objects.exclude(body={})
    for one in notices.only("pk", "body").iterator(chunk_size=AT_ONCE):
        if "msgtype" in one.body:
            one.body = content(one.body)
            one.save(update_fields=["body"])


class Migration(migrations.Migration):
    dependencies = [("stafftasks", "0003_owed")]

    operations = [migrations.RunPython(convert)]
