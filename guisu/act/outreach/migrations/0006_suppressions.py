"""What nothing is sent to says who did so, and can be taken back with who and when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0005_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='suppression',
            name='suppressed_once_a_purpose',
        ),
        migrations.AddField(
            model_name='suppression',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suppression',
            name='lifted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='suppression',
            name='lifted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suppression',
            name='provider_code',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name='suppression',
            name='code',
            field=models.CharField(choices=[('bounced', 'There is no such address'), ('complained', 'Somebody complained'), ('by_hand', 'Set by hand')], max_length=40),
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(fields=['channel', 'digest'], name='suppression_address'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('channel', 'digest', 'purpose'), name='suppressed_once_a_purpose'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_by', None), ('lifted_at__isnull', False), _connector='OR'), name='who_lifts_does_it_at_a_moment'),
        ),
    ]
