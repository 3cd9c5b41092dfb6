"""Access tokens: one per corp and secret, the same until it expires, sometimes gone early."""

from dataclasses import dataclass, field

from practice.world.ids import Ids
from practice.world.model.corp import App
from practice.world.refusals import Code, Refused
from practice.world.state import World

LIFE_SECONDS = 7_200
LENGTH = 214
GRACE = 1.0


@dataclass(slots=True)
class Token:
    text: str
    agent_id: int
    expires_at: float


@dataclass(slots=True)
class Tokens:
    ids: Ids
    of_app: dict[int, Token] = field(default_factory=dict)
    known: dict[str, Token] = field(default_factory=dict)

    def issue(self, world: World, corp_id: str, secret: str, *, at: float) -> tuple[Token, int]:
        """The app's token and the seconds it lives. Refuses 41004, 40013 and 40001."""
        if not corp_id or not secret:
            raise Refused(Code.SECRET_MISSING, "corpid or corpsecret missing")
        if corp_id != world.corp.corp_id:
            raise Refused(Code.BAD_CORP, "invalid corpid")
        app = next((each for each in world.apps.values() if each.secret == secret), None)
        if app is None:
            raise Refused(Code.BAD_SECRET, "invalid credential")
        token = self.of_app.get(app.agent_id)
        if token is None or token.expires_at - GRACE <= at:
            token = Token(self.ids.secret("token", LENGTH), app.agent_id, at + LIFE_SECONDS)
            self.of_app[app.agent_id] = token
            self.known[token.text] = token
        return token, int(token.expires_at - at)

    def app(self, world: World, text: str, *, at: float) -> App:
        """Whose token this is. Refuses 41001 without, 40014 unknown, 42001 expired."""
        if not text:
            raise Refused(Code.TOKEN_MISSING, "access_token missing")
        token = self.known.get(text)
        if token is None:
            raise Refused(Code.TOKEN_INVALID, "invalid access_token")
        if token.expires_at <= at:
            raise Refused(Code.TOKEN_EXPIRED, "access_token expired")
        return world.apps[token.agent_id]

    def revoke(self, agent_id: int | None = None) -> int:
        """Forget the tokens of an app, or of all, before their time; the next call hears 40014."""
        gone = [key for key in self.of_app if agent_id in (None, key)]
        for key in gone:
            del self.known[self.of_app.pop(key).text]
        return len(gone)

    def expire(self, *, at: float) -> int:
        """Let all tokens be over now; the next call hears 42001."""
        for token in self.of_app.values():
            token.expires_at = at
        return len(self.of_app)
