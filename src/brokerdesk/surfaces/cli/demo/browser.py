"""A browser that reads forms: what a person does on the pages, in a program."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

File = tuple[str, bytes, str]
MAX_HOPS = 8


class DemoError(Exception):
    """A page did not show or do what it should; the message says what it showed."""


@dataclass
class Form:
    """A form of a page with the values it comes with."""

    action: str = ""
    method: str = "get"
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects the forms of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = given.get("method", "get").lower()
            self.forms.append(Form(given.get("action", ""), method))
        elif self.forms and tag in {"input", "button", "textarea"}:
            self._control(tag, given)
        elif self.forms and tag == "select":
            self._select = given.get("name", "")
            self.forms[-1].choices.setdefault(self._select, [])
        elif self.forms and tag == "option" and self._select:
            self.forms[-1].choices[self._select].append(given.get("value", ""))
            if "selected" in given:
                self.forms[-1].values[self._select] = given.get("value", "")

    def _control(self, tag: str, given: Mapping[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or tag == "button":
            return
        form, value = self.forms[-1], given.get("value", "")
        if kind in {"radio", "checkbox"}:
            value = given.get("value", "on")
            form.choices.setdefault(name, []).append(value)
            if "checked" not in given:
                return
        form.values[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append(data.strip())


def code_of(seed: str, at: float | None = None) -> str:
    """The six digits of an authenticator now (RFC 6238, SHA-1, 30 s)."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.digest(base64.b32decode(seed), counter, hashlib.sha1().name)
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


class Page:
    """An answered page."""

    def __init__(self, response: httpx.Response, path: str) -> None:
        self.status = response.status_code
        self.path = path
        self.html = response.text
        parser = _Forms()
        parser.feed(self.html)
        self.forms = parser.forms
        self.text = " ".join(parser.text)

    def form(self, *names: str, action: str = "") -> Form:
        """Find the posting form that has all these fields, or whose action ends so.

        Raises:
            DemoError: the page shows no such form.
        """
        for form in self.forms:
            known = form.values.keys() | form.choices.keys()
            fits = form.action.endswith(action) if action else True
            if form.method == "post" and fits and known >= set(names):
                return form
        raise DemoError(f"{self.path} shows no form with {names or action}: {self.text[-400:]}")


class Browser:
    """One person's browser on one host of the house; cookies stay within it."""

    def __init__(self, port: int, host: str) -> None:
        self.host = host
        self._port = port
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Host": f"{host}:{port}"},
            timeout=20,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Close the browser."""
        self._client.close()

    def get(self, path: str) -> Page:
        """Open a page of the host, redirects followed.

        Raises:
            DemoError: it is not there, or not allowed.
        """
        return self._settled(self._client.get(path), path)

    def submit(
        self,
        page: Page,
        form: Form,
        files: Mapping[str, File] | None = None,
        **values: str | list[str],
    ) -> Page:
        """Post a form of a page with some values changed.

        Raises:
            DemoError: the form is refused; the message has the page's text.
        """
        path = urljoin(page.path, form.action) if form.action else page.path
        response = self._client.post(path, data={**form.values, **values}, files=files or None)
        return self._settled(response, path)

    def send_off(self, page: Page, form: Form, **values: str) -> str:
        """Post a form that leads to another site; give that address."""
        path = urljoin(page.path, form.action) if form.action else page.path
        response = self._client.post(path, data={**form.values, **values})
        for _ in range(MAX_HOPS):
            target = str(response.headers.get("Location", ""))
            if not target:
                break
            if self._leaves(target):
                return target
            response = self._client.get(urljoin(path, target))
        raise DemoError(f"{path} leads nowhere else: {Page(response, path).text[:300]}")

    def _leaves(self, target: str) -> bool:
        parts = urlsplit(target)
        return bool(parts.netloc) and parts.hostname != self.host

    def _settled(self, response: httpx.Response, path: str) -> Page:
        for _ in range(MAX_HOPS):
            if not response.is_redirect:
                break
            path = urljoin(path, self._local(response.headers["Location"]))
            response = self._client.get(path)
        page = Page(response, path)
        if page.status >= 400:
            raise DemoError(f"{path} answers {page.status}: {page.text[:400]}")
        return page

    def _local(self, target: str) -> str:
        parts = urlsplit(target)
        if not parts.netloc:
            return target
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def sign_in(self, email: str, password: str, seed: str = "") -> Page:
        """Sign in, with the second factor where a seed is given.

        Raises:
            DemoError: the page does not let him in.
        """
        page = self.get("/accounts/login/")
        page = self.submit(page, page.form("login", "password"), login=email, password=password)
        if seed:
            page = self.submit(page, page.form("code"), code=code_of(seed))
        if page.path.startswith(("/accounts/login", "/accounts/2fa/authenticate")):
            raise DemoError(f"{email} is not let in: {page.text[-300:]}")
        return page
