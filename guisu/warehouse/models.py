"""Which dimension rows the warehouse has still to fetch."""

from django.db import models


class Change(models.Model):
    """That a row of a dimension changed; written with the change, deleted once it is loaded."""

    dimension = models.CharField(max_length=24, help_text="`customers`, `orders`.")
    row_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.dimension}:{self.row_id}"
