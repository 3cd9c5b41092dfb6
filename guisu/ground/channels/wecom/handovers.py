"""A connection's calls on handovers: customers and groups given from one colleague to another.

https://developer.work.weixin.qq.com/document/path/92125 and .../92127
"""

from collections.abc import Iterator, Sequence
from typing import Any

from guisu.ground.channels.models import Connection
from guisu.ground.channels.wecom import forms
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.channels.wecom.client import Call, Client

# By whether the giver has left. A second handover of a customer under way is refused for itself.
HAND_OVER = {
    False: Call("externalcontact/transfer_customer", forms.HandingOver),
    True: Call("externalcontact/resigned/transfer_customer", forms.HandingOver),
}
HANDED_OVER = {
    False: Call("externalcontact/transfer_result", forms.HandedStatuses),
    True: Call("externalcontact/resigned/transfer_result", forms.HandedStatuses),
}
HAND_GROUPS = {
    False: Call(
        "externalcontact/groupchat/onjob_transfer", forms.HandingGroups, is_repeatable=False
    ),
    True: Call("externalcontact/groupchat/transfer", forms.HandingGroups, is_repeatable=False),
}


class Handovers:
    """All methods raise `ChannelError` and nothing else."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def hand_over(
        self,
        giver: str,
        taker: str,
        external_userids: Sequence[str],
        *,
        words: str = "",
        has_left: bool,
    ) -> list[forms.HandedOver]:
        """Hand at most 100 customers over; 0 is a beginning, done after 24 hours without a no.

        `words` are said to them, in at most 200 characters; those who left say nothing.
        """
        body: dict[str, Any] = {
            "handover_userid": giver,
            "takeover_userid": taker,
            "external_userid": list(external_userids),
        }
        body |= {"transfer_success_msg": words} if words and not has_left else {}
        return self._client.ask(HAND_OVER[has_left], body).customer

    def handed_over(
        self, giver: str, taker: str, *, has_left: bool
    ) -> Iterator[forms.HandedStatus]:
        """Where all handovers between the two stand."""
        body = {"handover_userid": giver, "takeover_userid": taker}
        for page in self._client.pages(HANDED_OVER[has_left], body):
            yield from page.customer

    def hand_groups_over(
        self, chat_ids: Sequence[str], taker: str, *, has_left: bool
    ) -> list[forms.FailedChat]:
        """Give at most 100 groups another owner, at once; those that failed."""
        body = {"chat_id_list": list(chat_ids), "new_owner": taker}
        return self._client.ask(HAND_GROUPS[has_left], body).failed_chat_list


def handovers_of(connection: Connection) -> Handovers:
    return Handovers(account_of(connection).client)
