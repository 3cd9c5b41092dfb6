"""What the population wants done in whatever world it lives in."""

from typing import Protocol

from practice.people.population import Known


class Hands(Protocol):
    """Each act says whether it happened: the world may have moved on since it was decided."""

    def appear(self, known: Known) -> str:
        """Somebody nobody knew: their id."""

    def scan_contact_code(self, who: str, *, half: bool, at: float) -> str:
        """Add whoever answers a member's code; their user id, empty where nobody does."""

    def confirm(self, user_id: str, who: str, *, at: float) -> bool:
        """The member confirms somebody who is half added."""

    def be_added(self, who: str, *, at: float) -> str:
        """Be added by a member without a code; their user id."""

    def scan_group_code(self, who: str, *, at: float) -> str:
        """Join by a group's code; the chat id, empty where there is none with room."""

    def bring(self, chat_id: str, invitor: str, who: str, *, at: float) -> bool:
        """A member brings somebody into the group."""

    def say(self, chat_id: str, who: str, text: str, *, at: float) -> bool:
        """Say something in a group."""

    def write(self, sender: str, receiver: str, text: str, *, at: float) -> bool:
        """Say something between two."""

    def leave(self, chat_id: str, who: str, *, at: float) -> bool:
        """Leave the group."""

    def kick(self, chat_id: str, who: str, *, at: float) -> bool:
        """The owner removes somebody."""

    def note_phone(self, user_id: str, who: str, mobile: str, *, at: float) -> bool:
        """The member writes a number on the customer."""

    def part(self, who: str, *, at: float) -> bool:
        """The customer deletes one of the members they have."""

    def confirm_broadcast(self, user_id: str, message_id: str, *, at: float) -> list[str]:
        """The member sends what was asked; the customers who got it."""
