"""Messages were kept as WeCom takes them, pictures by their number: they become contents."""

from django.db import migrations

from guisu.ground.jobs.batches import in_batches

PICTURES_AT_ONCE = 5


def pictures(apps, _editor):
    kept = apps.get_model("outreach", "Enclosure")

    def move(batch):
        for one in batch:
            told = {"name": one.name, "content": one.content, "kept_at": one.kept_at}
            kept.objects.get_or_create(digest=one.digest, defaults=told)

    rows = apps.get_model("messaging", "Picture").objects.all()
    in_batches(apps, "messaging.enclosures", rows, move, at_once=PICTURES_AT_ONCE)


def contents(apps, _editor):
    named = dict(
        (pk, (digest, name))
        for pk, digest, name in apps.get_model("messaging", "Picture").objects.values_list(
            "pk", "digest", "name"
        )
    )

    def convert(batch):
        for one in batch.only("pk", "text", "attachments"):
            one.says = {"content": content(one.text, one.attachments, named)}
            one.save(update_fields=["says"])

    rows = apps.get_model("messaging", "Broadcast").objects.all()
    in_batches(apps, "messaging.contents", rows, convert, at_once=500)


def content(text, attachments, named):
    parts = [part(each, named) for each in attachments]
    told = {"text": text} if text else {}
    return told | ({"parts": parts} if parts else {})


def part(told, named):
    """One attachment. A picture that is not there any more keeps a digest of nothing."""
    digest, name = named.get(told.get("picture"), ("", ""))
    match told["msgtype"]:
        case "link":
            link = {"title": told.get("title", ""), "url": told.get("url", "")}
            more = {"description": told.get("desc", ""), "picture": digest}
            return {"type": "link"} | link | {key: each for key, each in more.items() if each}
        case "miniprogram":
            card = {"title": "title", "app_id": "appid", "page": "page"}
            return {"type": "card", "picture": digest} | {
                ours: told.get(theirs, "") for ours, theirs in card.items()
            }
        case _:
            return {"type": "picture", "digest": digest} | ({"name": name} if name else {})


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("messaging", "0009_says"),
        ("outreach", "0009_enclosures"),
        ("jobs", "0003_upgrade_place"),
    ]

    operations = [
        migrations.RunPython(pictures, migrations.RunPython.noop),
        migrations.RunPython(contents, migrations.RunPython.noop),
    ]
