"""Earnings of a chosen period and currency, and who earned on a deal."""

from collections.abc import Mapping

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office, portal

from ..services import add_plan
from .shop import BODY, Shop

MARCH = {"since": "2026-03-01", "until": "2026-03-31"}
BEFORE = {"since": "2026-02-01", "until": "2026-02-28"}


@pytest.mark.parametrize(
    ("asked", "deals"),
    [
        (MARCH, "by 1 deal"),
        (MARCH | {"currency": "USD"}, "by 1 deal"),
        (MARCH | {"currency": "EUR"}, "Nothing in this period"),
        (MARCH | {"currency": "<b>"}, "by 1 deal"),
        (BEFORE, "Nothing in this period"),
    ],
)
def test_the_cabinet_sums_a_period_and_currency(
    shop: Shop, asked: Mapping[str, str], deals: str
) -> None:
    add_plan(
        brand_pk=shop.people.northwind.pk, name="Euros", currency="EUR", body=BODY, default=False,
        actor=SYSTEM,
    )  # fmt: skip
    text = portal(shop.ian).get(url("portal", "partners.cabinet"), asked).content.decode()
    assert deals in text
    assert '<option value="">All</option>' in text
    assert f"Your tree, {asked['since']} to {asked['until']}" in text


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({"currency": "USD"}, True),
        ({"currency": "EUR"}, False),
        ({"since": "2026-03-02", "until": "2026-03-02"}, True),
        ({"since": "2026-03-03"}, False),
        ({"until": "2026-03-01"}, False),
        ({"until": "9999-12-31"}, True),
    ],
)
def test_lines_of_days_and_a_currency(shop: Shop, asked: Mapping[str, str], there: bool) -> None:
    text = portal(shop.ian).get(url("portal", "partners.own_deals"), asked).content.decode()
    assert ("1 lots × 6 USD" in text) is there


def test_a_deal_says_who_earned_on_it(shop: Shop) -> None:
    page = url("backoffice", "trading.deal", deal_id=shop.accrual.deal_id)
    said = ("Who earned on this deal", "1 lots × 6 USD", "Ian Adler")
    people, brand = shop.people, {"brand_pk": shop.people.northwind.pk}
    right = office(make_staff("Ann", "administrator", **brand))
    text = right.get(page).content.decode()
    assert all(words in text for words in said)
    assert page in right.get(url("backoffice", "trading.deals")).content.decode()
    assert (
        page
        in right.get(
            url("backoffice", "partners.accrual", accrual_id=shop.accrual.public_id)
        ).content.decode()
    )
    dealer = office(make_staff("Dora", "dealer", **brand)).get(page)
    assert dealer.status_code == 200
    assert "Who earned" not in dealer.content.decode()
    elsewhere = office(make_staff("Eve", "administrator", brand_pk=people.bluepeak.pk))
    assert elsewhere.get(page).status_code == 404
    for wrong in ("0", "9" * 19, "x", "²"):
        answer = right.get(url("backoffice", "trading.deal", deal_id=wrong))
        assert answer.status_code == 404
