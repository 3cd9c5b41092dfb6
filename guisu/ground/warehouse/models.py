"""What the warehouse has still to fetch, what it keeps in rows, and what is wanted of it."""

from django.db import models


class Change(models.Model):
    """That a row of a dimension changed; written with the change, deleted once it is loaded."""

    dimension = models.CharField(max_length=24, help_text="`customers`, `orders`.")
    row_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.dimension}:{self.row_id}"


class AskedProperty(models.Model):
    """A property at the top of one kind of event that conditions compare."""

    kind = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="property_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.name}"


class Errand(models.Model):
    """What another process wants of the one that holds the warehouse's file (`errands`)."""

    class What(models.TextChoices):
        STATUS = "status"
        REBUILD = "rebuild"

    what = models.CharField(max_length=8, choices=What)
    asked_at = models.DateTimeField()
    steps = models.PositiveIntegerField(default=0, help_text="Batches loaded so far.")
    answer = models.JSONField(null=True)
    refusal = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(done_at=None), name="errand_open"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.asked_at:%Y-%m-%d %H:%M}"
