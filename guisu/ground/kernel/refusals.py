"""The expected "no": said once in a room, rendered once per door."""

from typing import Any, ClassVar

from guisu.ground.kernel.words import gettext_noop


class Refusal(Exception):
    """The request was understood and a rule forbids it.

    Subclasses set `code` (stable; read by API clients and tests), `template` (English msgid,
    translated at the door) and `http_status`. Keyword arguments fill the template; those that
    `words` names are msgids themselves, the others are names and numbers and stay as they are.
    """

    code: str = "refused"
    template: str = gettext_noop("This is not allowed.")
    words: ClassVar[frozenset[str]] = frozenset()
    http_status: ClassVar[int] = 409

    def __init__(self, **data: object) -> None:
        self.data = data
        super().__init__(self.template % data)

    @property
    def told(self) -> dict[str, Any]:
        """What to keep where it is shown later: the door says it then, in the reader's language."""
        return {"template": self.template, "data": self.data, "words": sorted(self.words)}


class NotFound(Refusal):
    """Absent, or not to be seen by the asker: the two are never told apart.

    `what` is a msgid; `number` tells which one was asked for.
    """

    code = "not_found"
    template = gettext_noop("Not found: %(what)s%(number)s.")
    words = frozenset({"what"})
    http_status = 404

    def __init__(self, *, what: str, number: object = "") -> None:
        super().__init__(what=what, number=f" {number}" if number != "" else "")


class NotPermitted(Refusal):
    """The asker's post or token lacks the permission."""

    code = "not_permitted"
    template = gettext_noop("Your post does not permit this: %(permission)s.")
    http_status = 403
