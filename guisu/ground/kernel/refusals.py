"""The expected "no": said once in a room, rendered once per door."""

from typing import Any, ClassVar


class Refusal(Exception):
    """The request was understood and a rule forbids it.

    Subclasses set `code` (stable; read by API clients and tests), `template` (English msgid,
    translated at the door) and `http_status`. Keyword arguments fill the template.
    """

    code: ClassVar[str] = "refused"
    template: ClassVar[str] = "This is not allowed."
    http_status: ClassVar[int] = 409

    def __init__(self, **data: object) -> None:
        self.data = data
        super().__init__(self.template % data)

    @property
    def told(self) -> dict[str, Any]:
        """What to keep where it is shown later: the door says it then, in the reader's language."""
        return {"template": self.template, "data": self.data}


class NotFound(Refusal):
    """Absent, or not to be seen by the asker: the two are never told apart."""

    code = "not_found"
    template = "Not found: %(what)s."
    http_status = 404


class NotPermitted(Refusal):
    """The asker's post or token lacks the permission."""

    code = "not_permitted"
    template = "Your post does not permit this: %(permission)s."
    http_status = 403
