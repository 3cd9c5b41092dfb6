"""What the warehouse has still to fetch, and which properties of events it keeps in rows."""

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
