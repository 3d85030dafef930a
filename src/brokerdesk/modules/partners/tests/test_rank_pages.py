"""Pages and API of ranks and tiers: who may open them, what they show, whose they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import portal

from ..models import Ladder, PartnerTerms, RankEvaluation, RankPin, TierScheme
from ..services.ladders.setting import set_ladder
from ..services.tiers.setting import set_tiers
from .shop import Shop
from .test_pages import api

DAY = timedelta(days=1)
LADDER = {
    "ranks": [{"rank": "Bronze"}, {"rank": "Silver", "needs": {"lots": "4"}}],
    "period_days": 366,
}
TIERS = {
    "measure": "lots", "mode": "marginal", "period": "quarter", "currency": "USD",
    "tiers": [{"from": "0", "rate": "5"}],
}  # fmt: skip
FORM = {
    "period_days": "366", "grace_days": "0", "active_trades": "1", "downgrade": "on",
    "rank-0-rank": "Bronze", "rank-1-rank": "Gold", "rank-1-lots": "1",
}  # fmt: skip


@pytest.fixture
def ranked(shop: Shop) -> Shop:
    """Northwind has a ladder and tiers; Ian was evaluated."""
    at = now() - 2 * DAY
    set_ladder(shop.partner.brand_id, LADDER, actor=SYSTEM, at=at)
    set_tiers(shop.partner.brand_id, TIERS, actor=SYSTEM, at=at)
    RankEvaluation.objects.create(
        partner=shop.partner, ladder=Ladder.objects.get(), day=(now() - DAY).date(),
        measures={"lots": "1.5"}, rank_before="", rank_after="Bronze", at=now(),
    )  # fmt: skip
    return shop


class _OfBrand(ResourceMatrix):
    name = ""

    @pytest.fixture(autouse=True)
    def _ranked(self, ranked: Shop) -> None:
        self.ranked = ranked

    def address(self) -> str:
        brand: Any = self.ranked.partner.brand
        return url("backoffice", self.name, brand_id=brand.public_id)


class TestRanks(_OfBrand):
    listing, secret = True, "Northwind"

    def address(self) -> str:
        return url("backoffice", "partners.ranks")


class TestRanksOfBrand(_OfBrand):
    name, secret = "partners.ranks_brand", "Silver"


class TestLadderForm(_OfBrand):
    name, secret = "partners.ladder", "Silver"


class TestTierForm(_OfBrand):
    name, secret = "partners.tiers", "Marginal"


class TestPinForm(_OfBrand):
    def address(self) -> str:
        partner_id = self.ranked.partner.public_id
        return url("backoffice", "partners.rank_pin", partner_id=partner_id)


def _of(shop: Shop, name: str, **more: str) -> str:
    brand: Any = shop.partner.brand
    return url("backoffice", name, brand_id=brand.public_id, **more)


def test_a_ladder_is_checked_before_it_is_saved(shop: Shop) -> None:
    staff, address = shop.visitors.right, _of(shop, "partners.ladder")
    checked = staff.post(address, FORM | {"check": "1"})
    assert checked.status_code == 200
    page = checked.content.decode()
    assert "Ian Adler" in page
    assert "Bronze" in page
    assert not Ladder.objects.exists()
    more = staff.post(address, FORM | {"more": "1"}).content.decode()
    assert 'name="rank-2-rank"' in more
    wrong = staff.post(address, FORM | {"rank-1-lots": "many"})
    assert wrong.status_code == 422
    assert "give a decimal string" in wrong.content.decode()
    assert staff.post(address, FORM).status_code == 303
    assert (Ladder.objects.get().body or {})["ranks"][1] == {
        "rank": "Gold", "needs": {"lots": "1"},
    }  # fmt: skip
    assert shop.visitors.no_right.post(address, FORM).status_code == 403
    assert staff.post(_of(shop, "partners.ranks_stop", what="ladder")).status_code == 303
    assert Ladder.objects.latest("pk").body is None


def test_the_pages_of_a_brand_are_titled_once(shop: Shop) -> None:
    for name, title in (("ranks_brand", "Ranks and tiers"), ("programme_brand", "Programme")):
        text = shop.visitors.right.get(_of(shop, f"partners.{name}")).content.decode()
        assert f"<title>{title} · {shop.partner.brand}</title>" in text
        assert f"<h1>{shop.partner.brand}</h1>" in text


def test_tiers_need_a_mode(shop: Shop) -> None:
    staff, address = shop.visitors.right, _of(shop, "partners.tiers")
    form = {"measure": "lots", "mode": "", "tiers": "0 5\n100 6", "currency": "USD",
            "period": "month"}  # fmt: skip
    assert staff.post(address, form).status_code == 422
    wrong = staff.post(address, form | {"mode": "marginal", "tiers": "0 5\n100"})
    assert "Line 2" in wrong.content.decode()
    assert staff.post(address, form | {"mode": "marginal"}).status_code == 303
    assert (TierScheme.objects.get().body or {})["tiers"][1] == {"from": "100", "rate": "6"}
    assert staff.post(_of(shop, "partners.ranks_stop", what="tiers")).status_code == 303


def test_staff_keep_a_rank_and_see_the_evaluations(ranked: Shop) -> None:
    staff, one = ranked.visitors.right, {"partner_id": ranked.partner.public_id}
    partner = url("backoffice", "partners.partner", **one)
    assert "1.5" in staff.get(partner).content.decode()
    pin = url("backoffice", "partners.rank_pin", **one)
    assert staff.post(pin, {"reason": "by contract"}).status_code == 303
    assert "by contract" in staff.get(partner).content.decode()
    release = url("backoffice", "partners.rank_release", **one)
    assert ranked.visitors.no_right.post(release).status_code == 403
    assert staff.post(release).status_code == 303
    assert RankPin.objects.get().released_at is not None


def test_a_partner_sees_what_he_lacks_and_when_he_would_lose(ranked: Shop) -> None:
    browser = portal(ranked.ian)
    address = url("portal", "partners.own_rank")
    page = browser.get(address).content.decode()
    assert "Silver" in page
    assert "The next rank needs:" in page
    assert "<progress" in page
    ranked.trade(count=3, start=950)
    assert "What the next rank needs is reached." in browser.get(address).content.decode()
    cabinet = browser.get(url("portal", "partners.cabinet")).content.decode()
    assert address in cabinet
    valid = DateTimeTZRange(now() - DAY, None, "[)")
    PartnerTerms.objects.create(partner=ranked.partner, rank="Silver", valid=valid, recorded_by="x")
    RankEvaluation.objects.update(rank_after="Silver", missed_since=now())
    assert "It is lost on" in browser.get(address).content.decode()


def test_the_api_reads_rank_tiers_and_evaluations(ranked: Shop) -> None:
    ours, theirs = ranked.partner.brand_id, ranked.people.bluepeak.pk
    base = f"/partners/{ranked.partner.public_id}"
    standing = api(f"{base}/rank", ours, "partners:read").json()
    assert standing["rank"]["next_rank"] == "Silver"
    assert standing["rank"]["next_needs"][0]["measure"] == "lots"
    assert standing["tiers"]["mode"] == "marginal"
    (row,) = api(f"{base}/rank-evaluations", ours, "partners:read").json()["items"]
    assert (row["rank_after"], row["measures"]) == ("Bronze", {"lots": "1.5"})
    for path in (f"{base}/rank", f"{base}/rank-evaluations"):
        assert api(path, theirs, "partners:read").status_code == 404
        assert api(path, ours, "clients:read").status_code == 403
