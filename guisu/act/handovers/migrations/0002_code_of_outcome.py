from django.db import migrations, models

from guisu.ground.channels.upgrades import fill_codes

KNOWN = {"The process ended while it was being sent.": "nobody_knows"}


def codes_from_texts(apps, schema_editor):
    fill_codes(apps.get_model("handovers", "Part"), KNOWN)


class Migration(migrations.Migration):

    dependencies = [
        ('handovers', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='part',
            name='code',
            field=models.CharField(blank=True, help_text="Why: the provider's number, or a word of ours.", max_length=40),
        ),
        migrations.AlterField(
            model_name='part',
            name='error',
            field=models.CharField(blank=True, help_text='As told; decides nothing.', max_length=200),
        ),
        migrations.RunPython(codes_from_texts, migrations.RunPython.noop),
    ]
