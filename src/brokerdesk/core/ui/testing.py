"""Help for page tests: visitors, the matrix that every resource inherits, query baselines."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.actors import Actor
from brokerdesk.core.identity.models import User
from brokerdesk.core.registry import Surface

from .request import VISITOR


def visit(host: str, user: User | None = None, **headers: str) -> Client:
    """A test browser at a host, signed in when a user is given."""
    browser = Client(headers={"host": host, **headers})
    if user is not None:
        browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def page_request(
    path: str = "/",
    *,
    actor: Actor = VISITOR,
    surface: Surface = "backoffice",
    post: dict[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpRequest:
    """A request as a page sees it behind our middleware, for tests of one view."""
    factory = RequestFactory(headers=dict(headers or {}))
    request = factory.get(path) if post is None else factory.post(path, post)
    vars(request).update(
        actor=actor, surface=surface, brand=None, client=None, user=AnonymousUser(), htmx=False
    )
    return request


@contextmanager
def at_most(queries: int) -> Iterator[None]:
    """Fail when the block asks the database more often."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"][:160] for query in captured.captured_queries]
    assert len(asked) <= queries, f"{len(asked)} queries, at most {queries}:\n" + "\n".join(asked)


@dataclass(frozen=True)
class Visitors:
    """The four who knock at every resource."""

    anonymous: Client
    wrong_brand: Client
    no_right: Client
    right: Client


class ResourceMatrix:
    """Inherit it in a room's tests and give the fixture `visitors` and the method `address`.

    One test asks for all visitors: the world that they knock at costs far more than the knocking.

    `hidden` is what someone of another brand gets for a row; a list shows him an empty list
    instead (`listing = True`, with `secret`, a text that only its own brand may see).
    """

    queries = 30
    listing = False
    secret = ""
    hidden = (403, 404)
    closed = (403,)

    def address(self) -> str:
        """The path of the resource."""
        raise NotImplementedError

    def test_each_visitor_sees_what_he_may(self, visitors: Visitors) -> None:
        self.anonymous_is_sent_to_sign_in(visitors)
        self.wrong_brand_sees_nothing(visitors)
        self.without_the_right_it_is_closed(visitors)
        self.with_the_right_it_opens(visitors)
        self.queries_stay_few(visitors)

    def anonymous_is_sent_to_sign_in(self, visitors: Visitors) -> None:
        """Who is not signed in is led to the sign-in."""
        answer = visitors.anonymous.get(self.address())
        assert answer.status_code in (302, 401)
        if answer.status_code == 302:
            assert "login" in answer["Location"] or "sign-in" in answer["Location"]

    def wrong_brand_sees_nothing(self, visitors: Visitors) -> None:
        """Nothing of another brand is shown."""
        answer = visitors.wrong_brand.get(self.address())
        if self.listing and answer.status_code == 200:
            assert self.secret
            assert self.secret not in answer.content.decode()
        else:
            assert answer.status_code in self.hidden

    def without_the_right_it_is_closed(self, visitors: Visitors) -> None:
        """The right is asked for."""
        assert visitors.no_right.get(self.address()).status_code in self.closed

    def with_the_right_it_opens(self, visitors: Visitors) -> None:
        """It opens, with its secret."""
        answer = visitors.right.get(self.address())
        assert answer.status_code == 200
        if self.secret:
            assert self.secret in answer.content.decode()

    def queries_stay_few(self, visitors: Visitors) -> None:
        """Opened again, it asks the database no more often than it may."""
        with at_most(self.queries):
            visitors.right.get(self.address())
