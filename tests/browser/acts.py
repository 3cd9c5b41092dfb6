"""What people do on every page, and colleagues whose customers the pages show."""

from playwright.sync_api import Page

from guisu.ground.channels.models import Colleague, Connection
from guisu.take_in.sync.models import Tie
from tests import make


def sign_in(page: Page, name: str = "mei", password: str = make.PASSWORD) -> Page:
    page.goto("/sign-in/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.click("main button.btn-primary")
    page.wait_for_load_state()
    return page


def width_beyond_screen(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def with_contacts(connection: Connection, *names: str) -> list[Colleague]:
    """Colleagues with three contacts each."""
    made = []
    for number, name in enumerate(names):
        colleague = Colleague.objects.create(
            connection=connection, userid=f"staff0{number}", name=name, may_contact=True
        )
        for each in range(3):
            Tie.objects.create(
                connection=connection,
                colleague=colleague,
                customer=make.customer("小雨"),
                external_userid=f"wm{number}{each}",
                added_at=make.NOON,
                seen_at=make.NOON,
            )
        made.append(colleague)
    return made
