"""The demonstration's WeCom connection, made as the console makes one."""

import secrets
import string
import threading
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
from django.utils import timezone

from guisu.act.acquisition import services as acquisition
from guisu.demo import ground as grounds
from guisu.demo.ground import Ground, GroundFailed
from guisu.ground.channels import services as channels
from guisu.ground.channels.models import Connection
from guisu.ground.channels.selectors import connections, entered
from guisu.ground.channels.wecom.settings import settings_of
from guisu.ground.staff.models import Staff, Store
from guisu.take_in.sync.services import colleagues, reading

NAME = "企业微信练习场"
WELCOME = "您好，我是小满母婴的育儿顾问🌷 宝宝多大啦？新人礼在小程序里领，有任何问题随时找我。"
KEY_LETTERS, KEY_LENGTH = string.ascii_letters + string.digits, 43
LISTEN_SECONDS = 300
SERVER_ASKED_EVERY = 0.3
OWNERS = {"静安旗舰店": "jun", "徐汇门店": "bo"}


def connect(ground: Ground, *, by: Staff, at: datetime) -> Connection:
    """Connect to the ground once it stands, name its staff's stores, and have all of it read.

    Raises `GroundFailed`.
    """
    told = ground.wait()
    app = told["apps"][0]
    settings = {
        "name": NAME,
        "corp_id": told["corp_id"],
        "agent_id": app["agent_id"],
        "secret": app["secret"],
        "base_url": ground.address,
        "callback_token": secrets.token_hex(12),
        "callback_key": "".join(secrets.choice(KEY_LETTERS) for _ in range(KEY_LENGTH)),
    }
    connection = channels.connect(settings=settings, by=by, at=at)
    _place(connection, told)
    acquisition.set_welcome(connection, text=WELCOME, by=by, at=at)
    reading.ask_for(connection, at=at)
    return connection


def reconnect(ground: Ground) -> None:
    """The ground has another address after each start. Raises `GroundFailed`."""
    told = ground.wait()
    connection = _connected(corp_id=told["corp_id"])
    if connection is not None:
        now = timezone.now()
        if entered(connection).get("base_url") != ground.address:
            there = {"base_url": ground.address, "secret": told["apps"][0]["secret"]}
            channels.change(connection, settings=there, by=None, at=now)
        reading.ask_for(connection, at=now)


def listen_once_served(ground: Ground, address: str) -> None:
    """Have callbacks posted to `address` as soon as the server answers there, in a thread."""
    connection = _connected(base_url=ground.address)
    if connection is None:
        return
    settings = settings_of(connection)
    saved = {
        "url": f"{address}/callbacks/wecom/{connection.path}",
        "token": settings.callback_token,
        "aes_key": settings.callback_key,
    }
    threading.Thread(target=_listen, args=(ground, address, saved), daemon=True).start()


def _connected(**settings: str) -> Connection | None:
    """The connection that these were entered for."""
    every = connections()
    return next((one for one in every if settings.items() <= entered(one).items()), None)


def begin(folder: Path, *, port: int) -> Ground | None:
    """The ground of an earlier start, connected again; None where there is none or it fails."""
    if not grounds.is_noted(folder):
        return None
    ground = grounds.start(folder, port=port)
    try:
        reconnect(ground)
    except GroundFailed:
        ground.stop()
        return None
    return ground


def _listen(ground: Ground, address: str, saved: dict[str, Any]) -> None:
    pause = threading.Event()
    for _ in range(int(LISTEN_SECONDS / SERVER_ASKED_EVERY)):
        if ground.process.poll() is not None:
            return
        if _is_served(address):
            break
        pause.wait(SERVER_ASKED_EVERY)
    try:
        ground.ask("PUT", "callback", saved)
    except GroundFailed:
        # It asks the URL for its echo within a second: a busy machine may answer later.
        ground.ask("PUT", "callback", {**saved, "verify": False})


def _is_served(address: str) -> bool:
    try:
        answer = httpx.get(f"{address}/healthz", trust_env=False, timeout=5)
    except httpx.HTTPError:
        return False
    return answer.status_code == HTTPStatus.OK


def _place(connection: Connection, told: dict[str, Any]) -> None:
    """Each colleague belongs to the store whose name their department has."""
    shops = {each["id"]: each["name"] for each in told["departments"]}
    stores = {store.name: store for store in Store.objects.all()}
    people = {one.username: one for one in Staff.objects.all()}
    taken: set[str] = set()
    for each in told["staff"]:
        colleague = colleagues.called(connection, each["userid"])
        shop = next((shops[home] for home in each["department"] if home in shops), "")
        colleague.name, colleague.store = each["name"], stores.get(shop)
        username = OWNERS.get(shop, "")
        if username in people and username not in taken:
            taken.add(username)
            colleague.staff = people[username]
        colleague.save(update_fields=["name", "store", "staff"])
