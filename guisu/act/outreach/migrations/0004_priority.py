from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def rank(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Copies of before have the 0 of service, whatever they are for."""
    delivery = apps.get_model("outreach", "Delivery")
    delivery.objects.filter(cause__purpose="marketing").update(priority=1)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0003_spending_and_addresses")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="priority",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Of its purpose: smaller numbers are carried first."
            ),
        ),
        migrations.RemoveIndex(model_name="delivery", name="delivery_due"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["connection", "priority", "due_at"],
                name="delivery_due",
            ),
        ),
        migrations.RunPython(rank, migrations.RunPython.noop),
    ]
