"""What is known of one person's scores."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worth:
    """RFM scores (recency, frequency, monetary) and stage, at the moment that is asked about."""

    cell: tuple[int, int, int] | None = None
    stage: str = ""
