"""What was entered becomes one typed value, sealed as a whole, and the account a column.

A connection whose secrets no key opens stays so: the doctor says it, and entering them mends it.
"""

import json

from django.db import migrations, models

from guisu.ground.channels import safe


def seal(apps, _editor):
    for one in apps.get_model("channels", "Connection").objects.all():
        one.account = f"{one.corp_id} · {one.agent_id}"
        try:
            told = {
                "corp_id": one.corp_id,
                "agent_id": one.agent_id,
                "secret": safe.opened(one.sealed_secret),
                "base_url": one.base_url,
                "callback_token": safe.opened(one.sealed_callback_token),
                "callback_key": safe.opened(one.sealed_callback_key),
            }
            one.sealed_settings = safe.sealed(json.dumps(told))
        except safe.SecretUnreadable:
            one.sealed_settings = one.sealed_secret
        one.save(update_fields=["account", "sealed_settings"])


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_callcount")]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="account",
            field=models.CharField(
                default="",
                help_text="What the provider knows us by: corp and application.",
                max_length=200,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="connection",
            name="sealed_settings",
            field=models.TextField(
                default="", help_text="All that was entered, typed by the provider."
            ),
            preserve_default=False,
        ),
        migrations.RunPython(seal),
        migrations.RemoveConstraint(model_name="connection", name="application_connected_once"),
        migrations.RemoveField(model_name="connection", name="corp_id"),
        migrations.RemoveField(model_name="connection", name="agent_id"),
        migrations.RemoveField(model_name="connection", name="base_url"),
        migrations.RemoveField(model_name="connection", name="sealed_secret"),
        migrations.RemoveField(model_name="connection", name="sealed_callback_token"),
        migrations.RemoveField(model_name="connection", name="sealed_callback_key"),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.UniqueConstraint(
                fields=("provider", "account"), name="account_connected_once"
            ),
        ),
    ]
