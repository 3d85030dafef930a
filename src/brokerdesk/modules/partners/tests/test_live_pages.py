"""Pages of the live side: deals that wait, rates of staff, terms, symbol books."""

from decimal import Decimal

import pytest

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, Visitors
from brokerdesk.modules.trading.models import Deal

from ..models import ManualRate, PartnerTerms, SymbolBook, WaitingDeal
from .shop import Shop


@pytest.fixture
def visitors(shop: Shop) -> Visitors:
    WaitingDeal.objects.create(
        deal=Deal.objects.get(), batch_id=1, brand=shop.partner.brand, cause="NO_FX",
        detail="EUR/CHF", since=shop.accrual.recorded_at,
    )  # fmt: skip
    ManualRate.objects.create(
        brand=shop.partner.brand, pair="EUR/SEK", rate="11.1", recorded_by="test"
    )
    SymbolBook.objects.create(
        brand=shop.partner.brand, body={"groups": {"orchids": ["EUR*"]}}, valid=(None, None),
        recorded_by="test",
    )  # fmt: skip
    return shop.visitors


class _List(ResourceMatrix):
    listing = True
    name = ""

    def address(self) -> str:
        return url("backoffice", self.name)


class TestWaitingList(_List):
    name, secret = "partners.waiting", "EUR/CHF"


class TestRateList(_List):
    name, secret = "partners.rates", "EUR/SEK"


class TestBookList(_List):
    name, secret = "partners.symbol_books", "orchids"


def test_staff_give_rates_terms_and_symbol_books(shop: Shop) -> None:
    browser, brand = shop.visitors.right, shop.partner.brand
    rate = {"brand": str(brand.pk), "pair": "eur/usd", "rate": "1.0850"}
    browser.post(url("backoffice", "partners.rate_new"), rate)
    assert f"{ManualRate.objects.get(pair='EUR/USD').rate.normalize():f}" == "1.085"
    terms = {"rank": "Gold", "rate": "7", "multiplier": "1.5", "reason": "contract"}
    where = url("backoffice", "partners.terms", partner_id=shop.partner.public_id)
    browser.post(where, terms)
    row = PartnerTerms.objects.get()
    assert (row.rank, row.rate, row.multiplier) == ("Gold", Decimal(7), Decimal("1.5"))
    assert 'value="Gold"' in browser.get(where).content.decode()
    book = {"brand": brand.code, "book": '{"groups": {"fx": ["EUR*"]}}'}
    browser.post(url("backoffice", "partners.symbols_new"), book)
    assert SymbolBook.objects.get().body == {"groups": {"fx": ["EUR*"]}}
    answer = browser.post(
        url("backoffice", "partners.symbols", brand_code=brand.code), {"book": '{"colour": {}}'}
    )
    assert b"unknown key" in answer.content
    assert SymbolBook.objects.count() == 1
