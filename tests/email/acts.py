"""A connected mailbox, as tests need one."""

from guisu.ground.channels import services
from guisu.ground.channels.models import Connection
from guisu.ground.channels.reach import Provider
from tests import make
from tests.email.postoffice import HERE, USER


def mailbox(port: int, **more: object) -> Connection:
    told = {"name": "客服邮箱", "host": HERE, "port": port, "security": "none", "sender": USER}
    return services.connect(
        provider=Provider.SMTP, settings={**told, **more}, by=None, at=make.NOON
    )
