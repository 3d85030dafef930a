"""Who takes part: the new client, and the staff who serve him."""

import io
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import uuid4

import httpx
from PIL import Image, ImageDraw

from .browser import Browser, DemoError
from .house import House, get_json

T = TypeVar("T")
WAIT_S = 30.0
_LINK = re.compile(r"https?://[^\s\"<>]+")


def wait_for(
    what: str,
    look: Callable[[], T | None],
    wait_s: float = WAIT_S,
    *,
    every_s: float = 0.1,
    instead: Callable[[], object] = str,
) -> T:
    """Look until something is there.

    Raises:
        DemoError: it did not come in time; it says what is there `instead`.
    """
    until = time.monotonic() + wait_s
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(every_s)
    raise DemoError(f"{what} did not come within {wait_s:.0f} s {instead()}".rstrip())


def staff(house: House, role: str) -> Browser:
    """Give the browser of a member of staff, who signs in once: a code is good once only."""
    if role not in house.desks:
        who = house.signin(role)
        browser = Browser(house.port, who["host"])
        browser.sign_in(who["email"], who["password"], who["totp"])
        house.desks[role] = browser
    return house.desks[role]


def picture(text: str) -> bytes:
    """Draw a document that a client could upload."""
    image = Image.new("RGB", (900, 560), "#f2efe6")
    ImageDraw.Draw(image).text((60, 80), text, fill="#222222")
    sink = io.BytesIO()
    image.save(sink, "PNG")
    return sink.getvalue()


class Mailbox:
    """The street's mailbox."""

    def __init__(self, house: House) -> None:
        self._client = httpx.Client(base_url=house.street("mailbox"), timeout=10)

    def link(self, to: str, part: str) -> str:
        """Wait for a mail with a link that contains `part`; give the link's path."""

        def look() -> str | None:
            for mail in get_json(self._client, "/api/messages", to=to)["messages"]:
                for found in _LINK.findall(mail["text"]):
                    if part in found:
                        return str(httpx.URL(found).raw_path.decode())
            return None

        return wait_for(f"a mail to {to} with a link to {part}", look)


class Api:
    """The REST API with a key of one brand."""

    def __init__(self, house: House, token: str) -> None:
        self._house, self._token = house, token
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{house.port}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=20,
        )

    def get(self, path: str, **params: str) -> Any:
        """Read a resource."""
        return get_json(self._client, path, **params)

    def again(self) -> "Api":
        """A connection of its own with the same key."""
        return Api(self._house, self._token)

    def look(self, path: str) -> Any | None:
        """Read a resource that may not be there yet."""
        response = self._client.get(path)
        return response.json() if response.status_code == 200 else None

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """Do something once.

        Raises:
            DemoError: it is refused.
        """
        headers = {"Idempotency-Key": uuid4().hex}
        response = self._client.post(path, json=body, headers=headers)
        if response.status_code >= 400:
            raise DemoError(f"{path} answers {response.status_code}: {response.text[:300]}")
        return response.json()

    def events(self, since: int = 0) -> list[dict[str, Any]]:
        """All facts after a number of the event log."""
        rows: list[dict[str, Any]] = []
        while True:
            items = self.get("/events", since=str(since), limit="500")["items"]
            if not items:
                return rows
            rows += items
            since = items[-1]["sequence"]

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def one(self, path: str, fits: Callable[[Any], bool], **params: str) -> Any | None:
        """The first item of a list that fits."""
        items = self.get(path, **params)["items"]
        return next((item for item in items if fits(item)), None)


def make_key(house: House, **values: str) -> str:
    """Let the administrator make an API key in the back office; the page shows it once.

    `values` are further fields of the form, such as `brand` or `rate_per_minute`.
    """
    office = staff(house, "administrator")
    page = office.get("/api-keys/new/")
    form = page.form("title")
    form.values |= values
    page = office.submit(page, form, title="Demo", scopes=form.choices["scopes"])
    found = re.search(r"bdk_[A-Za-z0-9_-]{20,}", page.html)
    if found is None:
        raise DemoError(f"no API key on the page: {page.text[:300]}")
    return found.group()
