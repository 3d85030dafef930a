"""The ledger's pages as a member of staff sees them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http.response import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import set_urlconf

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.registry import registry
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.ledger.services import reverse
from brokerdesk.modules.ledger.ui.scope import require_entity, visible_entities

from .books import AT, Books

pytestmark = pytest.mark.usefixtures("office")
STRANGER = Actor(kind="staff", id="stf_stranger", label="Stranger")


def show(name: str, actor: Actor = SYSTEM, query: str = "", **kwargs: Any) -> tuple[int, str]:
    """Ask for a page; give status and text."""
    request = RequestFactory().get(f"/{query}", headers={"host": settings.OFFICE_HOST})
    vars(request).update(actor=actor, surface="backoffice", htmx=False, brand=None)
    answer: HttpResponseBase = registry.pages[("backoffice", name)].view(request, **kwargs)
    return answer.status_code, text_of(answer)


def text_of(answer: HttpResponseBase) -> str:
    """Read an answer, streamed or not."""
    if isinstance(answer, StreamingHttpResponse):
        return answer.getvalue().decode()
    assert isinstance(answer, HttpResponse)
    return str(answer.content.decode())


@pytest.fixture
def office() -> Iterator[None]:
    """Resolve names as the office's host does."""
    set_urlconf(settings.SURFACE_URLCONFS["backoffice"])
    yield
    set_urlconf(None)


@pytest.fixture
def moved(books: Books) -> Books:
    books.fund("1250.00")
    books.move(books.alice, books.bob, "30.25")
    return books


def test_accounts_show_their_normal_side(moved: Books) -> None:
    status, text = show("ledger.accounts", query="?_region=rows")
    assert status == 200
    for shown in (moved.alice.code, "1,219.75", "1,250.00"):
        assert shown in text
    assert "−1,250.00" not in text
    _, filtered = show("ledger.accounts", query="?_region=rows&cls=asset")
    assert moved.alice.code not in filtered
    _, found = show("ledger.accounts", query="?_region=rows&q=bob")
    assert moved.bob.code in found
    assert moved.alice.code not in found


def test_accounts_are_exported_with_bare_numbers(moved: Books) -> None:
    status, text = show("ledger.accounts", query="?export=csv")
    assert status == 200
    assert f"{moved.psp.code}" in text
    assert "1250.00" in text


def test_a_statement_has_debit_and_credit(moved: Books) -> None:
    status, text = show("ledger.account", code=moved.alice.code)
    assert status == 200
    for shown in ("north Ltd", "1,250.00", "30.25", "1,219.75", "test.transfer"):
        assert shown in text
    status, text = show("ledger.account", code=moved.psp.code)
    assert (status, "1,250.00" in text) == (200, True)
    assert show("ledger.account", code="client:none")[0] == 404


def test_a_transaction_shows_both_sides(books: Books) -> None:
    posted = books.fund("12.50")
    undone = reverse(posted.id, key="undo", reason="<b>wrong</b>", at=AT)
    status, text = show("ledger.transaction", tx_id=undone.id)
    assert status == 200
    for shown in (books.psp.code, books.alice.code, "12.50", posted.id, "&lt;b&gt;wrong"):
        assert shown in text
    assert show("ledger.transaction", tx_id="ltx_none")[0] == 404


def test_the_trial_balance_is_in_balance(moved: Books) -> None:
    status, text = show("ledger.trial_balance")
    assert status == 200
    assert "client:*:wallet:USD" in text
    assert "In balance" in text
    assert "Out of balance" not in text
    early = f"{AT - timedelta(days=1):%Y-%m-%d %H:%M}"
    assert "1,250.00" not in show("ledger.trial_balance", query=f"?at={early}")[1]
    status, text = show("ledger.trial_balance", query="?at=never")
    assert status == 200
    assert "Shown as of now. Give an instant such as 2026-01-31 23:59." in text


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("ledger.accounts", {}),
        ("ledger.trial_balance", {}),
        ("ledger.account", {"code": "client:any"}),
        ("ledger.transaction", {"tx_id": "ltx_none"}),
    ],
)
def test_without_the_right_nothing_is_shown(
    books: Books, name: str, kwargs: dict[str, str]
) -> None:
    assert show(name, STRANGER, **kwargs)[0] == 403


def test_the_books_of_other_entities_are_hidden(books: Books) -> None:
    assert books.entity in visible_entities(SYSTEM)
    assert visible_entities(STRANGER) == {}
    with pytest.raises(NotFound):
        require_entity(STRANGER, books.entity)
