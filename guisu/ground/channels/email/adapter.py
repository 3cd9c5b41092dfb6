"""E-mail by SMTP as the rooms above see it."""

from guisu.ground.channels.carriers import Adapter, Way
from guisu.ground.channels.email.advice import ADVICE
from guisu.ground.channels.email.carrier import carrier
from guisu.ground.channels.email.doctor import examine
from guisu.ground.channels.email.settings import SmtpSettings

ADAPTER = Adapter(
    settings=SmtpSettings, examine=examine, advice=ADVICE, carriers={Way.DIRECT: carrier}
)
