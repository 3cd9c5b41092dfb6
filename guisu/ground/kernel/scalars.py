"""What a single value of a JSON object is, for comparing: a text, a number, or yes and no."""

from typing import NamedTuple


class Scalar(NamedTuple):
    """At most one is not None; all None for lists, objects, null and numbers beyond reason."""

    text: str | None = None
    number: float | None = None
    flag: bool | None = None

    @property
    def is_there(self) -> bool:
        return any(part is not None for part in self)


def scalar(value: object) -> Scalar:
    match value:
        case str():
            return Scalar(text=value)
        case bool():
            return Scalar(flag=value)
        case int() | float():
            return _number(value)
        case _:
            return Scalar()


def _number(value: float) -> Scalar:
    try:
        return Scalar(number=float(value))
    except OverflowError:
        return Scalar()
