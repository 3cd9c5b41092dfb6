"""What the columns of second factors and sessions may say of people: of who works here alone."""

from guisu.ground.database import texts
from guisu.ground.proof.models import Device, MadeOnce, RecoveryCode, SecondFactor, SignIn

WHY = "secrets, digests and browsers of who works here"


def declare() -> None:
    texts.declare(SecondFactor, never="secret", why=WHY)
    texts.declare(RecoveryCode, never="digest", why=WHY)
    texts.declare(Device, never="digest agent", why=WHY)
    texts.declare(SignIn, never="proof", why=WHY)
    texts.declare(MadeOnce, never="digest sealed", why=WHY)
