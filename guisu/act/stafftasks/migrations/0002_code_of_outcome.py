from django.db import migrations, models

from guisu.ground.channels.upgrades import fill_codes

KNOWN = {
    "The process ended while it was being sent.": "nobody_knows",
    "WeCom shows this application to nobody of that name": "81013",
}


def codes_from_texts(apps, schema_editor):
    fill_codes(apps.get_model("stafftasks", "Notice"), KNOWN)


class Migration(migrations.Migration):

    dependencies = [
        ('stafftasks', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='code',
            field=models.CharField(blank=True, help_text="Why: the provider's number, or a word of ours.", max_length=40),
        ),
        migrations.AlterField(
            model_name='notice',
            name='error',
            field=models.CharField(blank=True, help_text='As told; decides nothing.', max_length=200),
        ),
        migrations.RunPython(codes_from_texts, migrations.RunPython.noop),
    ]
