"""Deals through the live path give what `partners calculate` gives on the same facts."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.modules.trading.models import Account, Quote, Symbol
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START, World, make_account, make_client
from brokerdesk.ports.trading import PlatformDeal

from ..engine import CaseError, calculate
from ..engine.numbers import divide
from ..models import Accrual, ClientPartner, Partner, PartnerParent
from ..queries import payable
from ..queries.rebates import rebate_lines, rebate_sums
from ..services import (
    Terms,
    accrue_batch,
    add_plan,
    apply_as_partner,
    approve_partner,
    recompute_batch,
    set_status,
    set_symbols,
    set_terms,
)
from ..services.programme.rules import ProgrammeRules
from ..services.programme.settings import set_programme
from ..types import PartnerStatus

CHANGE = START + timedelta(days=1)
BOOK = {
    "groups": {"fx": ["EUR*", "USD*"], "metals": ["XAU*"]},
    "pips": {"XAU*": "0.1"},
    "lot_modifiers": {"live\\raw*": "0.4"},
    "account_types": {"live\\raw*": "Raw", "live\\ecn*": "ECN"},
    "markups": {"live\\ecn*": {"EUR*": "3", "*": "0.7"}},
    "spreads": {"EUR*": "14", "*": "36"},
}
# name: base, quote currency, digits, contract size, bid, ask
SYMBOLS = {
    "EURUSD": ("EUR", "USD", 5, "100000", "1.08495", "1.08505"),
    "USDJPY": ("USD", "JPY", 3, "100000", "155.195", "155.206"),
    "EURJPY": ("EUR", "JPY", 3, "100000", "168.38", "168.39"),
    "XAUUSD": ("XAU", "USD", 2, "100", "2400.10", "2400.30"),
}
GROUPS = {"live\\raw": ("Raw", "0.4"), "live\\ecn": ("ECN", "1")}
MOVES = (timedelta(0), timedelta(microseconds=-1), timedelta(seconds=1), timedelta(hours=-1))
number = st.integers(0, 900).map(lambda n: f"{Decimal(n) / 100:f}")
share = st.integers(0, 100).map(lambda n: f"{Decimal(n) / 100:f}")


@dataclass
class Story:
    """A plan, partners (parents by index, above ones exist already) and what is traded."""

    body: dict[str, Any]
    currency: str
    parents: list[int | None]
    moved: list[int | None]
    terms: list[dict[str, Any]]
    later: list[dict[str, Any] | None]
    suspended: frozenset[int]
    clients: list[tuple[int | None, int | None]]
    deals: list[dict[str, Any]] = field(default_factory=list)


@st.composite
def rules(draw: Any, partners: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    scopes: list[Any] = []
    for _ in range(draw(st.integers(1, 4))):
        basis = draw(st.sampled_from(BASES))
        rule: dict[str, Any] = {"basis": basis, "value": draw(number)}
        scope = draw(st.sampled_from(("none", "symbol", "symbol_group", "none")))
        names = tuple(SYMBOLS) if scope == "symbol" else ("fx", "metals")
        if scope != "none":
            rule[scope] = draw(st.sampled_from(names))
        if draw(st.integers(0, 3)) == 0:
            rule["account_type"] = draw(st.sampled_from(("Raw", "ECN")))
        if draw(st.integers(0, 3)) == 0:
            rule["partner"] = draw(st.integers(0, partners - 1))
        rule["charge_on"] = draw(st.sampled_from(("close", "close", "open", "both")))
        mine = [rule.get(k) for k in ("symbol", "symbol_group", "account_type", "partner")]
        if mine not in scopes:
            scopes.append(mine)
            found.append(rule)
    return found


BASES = ("lot", "commission", "spread", "pip", "markup", "turnover_per_million", "profit", "points")
DISTRIBUTIONS = ("level", "difference", "rank_slices", "split", "percent_of_sub", "ratio")


@st.composite
def bodies(draw: Any, partners: int) -> dict[str, Any]:
    distribution = draw(st.sampled_from(DISTRIBUTIONS))
    body: dict[str, Any] = {"distribution": distribution, "rules": draw(rules(partners))}
    if distribution in {"level", "ratio"}:
        body["levels"] = draw(st.lists(number, min_size=1, max_size=4))
    if distribution == "rank_slices":
        body["slices"] = [{"rank": r, "value": draw(number)} for r in ("Bronze", "Silver", "Gold")]
    if distribution == "split":
        body["keep"] = draw(st.lists(share, min_size=1, max_size=3))
    if distribution == "percent_of_sub":
        body["percent_of_sub"] = draw(st.sampled_from(("0.20", "0.33", "0")))
    if distribution == "rank_slices" and draw(st.booleans()):
        body["same_rank_bonus"] = draw(share)
    if draw(st.integers(0, 2)) == 0:
        body["overriding"] = draw(st.lists(share, min_size=1, max_size=3))
    if draw(st.integers(0, 2)) == 0:
        funded_by = draw(st.sampled_from(("partner", "broker")))
        body["rebate"] = {"share": draw(share), "funded_by": funded_by}
    if draw(st.booleans()):
        body["time_zone"] = draw(st.sampled_from(("UTC", "Asia/Tokyo", "America/New_York")))
        body["filters"] = {
            "min_duration_s": draw(st.sampled_from((None, 180))),
            "min_points": draw(st.sampled_from((None, 30))),
            "max_spread_points": draw(st.sampled_from((None, "35", "10.5"))),
            "cap_per_trade": draw(st.sampled_from((None, "50"))),
            "cap_per_day": draw(st.sampled_from((None, "80", "0.5"))),
        }
    return body


@st.composite
def stories(draw: Any) -> Story:
    count = draw(st.integers(1, 4))
    above = [st.one_of(st.none(), st.integers(0, n - 1)) if n else st.none() for n in range(count)]
    terms = st.fixed_dictionaries(
        {
            "rank": st.sampled_from(("", "Bronze", "Silver", "Gold", "Nobody")),
            "rate": st.one_of(st.none(), number),
            "multiplier": st.sampled_from(("1", "1", "1.5", "0")),
        }
    )
    who = st.one_of(st.none(), st.integers(0, count - 1), st.integers(0, count - 1))
    deal = st.fixed_dictionaries(
        {
            "client": st.integers(0, 1),
            "symbol": st.sampled_from(tuple(SYMBOLS)),
            "lots": st.integers(1, 500).map(lambda n: f"{Decimal(n) / 100:f}"),
            "at": st.sampled_from(MOVES),
            "lasted": st.sampled_from((0, 179, 180, 3600, 90_000)),
            "points": st.sampled_from((0, 29, 30, -31, 100)),
            "profit": st.sampled_from(("0", "25.50", "-10")),
            "commission": st.sampled_from(("0", "-7", "-0.35", "1")),
            "told": st.booleans(),
        }
    )
    return Story(
        body=draw(bodies(count)),
        currency=draw(st.sampled_from(("USD", "USD", "EUR"))),
        parents=[draw(one) for one in above],
        moved=[draw(one) for one in above],
        terms=[draw(terms) for _ in range(count)],
        later=[draw(st.one_of(st.none(), terms)) for _ in range(count)],
        suspended=draw(st.frozensets(st.integers(0, count - 1), max_size=1)),
        clients=[(draw(who), draw(who)) for _ in range(2)],
        deals=draw(st.lists(deal, min_size=1, max_size=6)),
    )


class Shop:
    """A world that a story is played in, and the case that tells the same."""

    def __init__(self, story: Story) -> None:
        self.story, self.world = story, World()
        self._symbols()
        set_symbols(self.world.brand.pk, BOOK, actor=SYSTEM, at=START)
        self.partners = [self._partner(n) for n in range(len(story.parents))]
        self._plan()
        for n, partner in enumerate(self.partners):
            self._history(n, partner)
        self.logins = [self._client(n, group) for n, group in enumerate(GROUPS)]
        self.case: dict[str, Any] = {"fx": self._fx(), "deals": []}

    def _symbols(self) -> None:
        for name, (base, quoted, digits, contract, bid, ask) in SYMBOLS.items():
            Symbol.objects.create(
                server=self.world.server, name=name, path=name, description=name, base=base,
                profit_currency=quoted, margin_currency=base, digits=digits,
                contract_size=contract, tick_size=Decimal(1).scaleb(-digits), tick_value=1,
                volume_min=1, volume_max=1, volume_step=1, calc_mode="forex", synced_at=START,
            )  # fmt: skip
            Quote.objects.create(server=self.world.server, symbol=name, bid=bid, ask=ask, at=START)

    def _partner(self, n: int) -> Partner:
        client = make_client(self.world.brand, f"Partner{n}")
        row = apply_as_partner(client.public_id, actor=SYSTEM, code=f"code{n}")
        approve_partner(row.public_id, actor=SYSTEM, at=START)
        return Partner.objects.get(pk=row.pk)

    def _plan(self) -> None:
        rules = [dict(rule) for rule in self.story.body["rules"]]
        for rule in rules:
            if "partner" in rule:
                rule["partner"] = self.partners[rule["partner"]].public_id
        self.body = self.story.body | {"rules": rules}
        rebates = ProgrammeRules(rebates_allowed=True)
        set_programme(self.world.brand.pk, rebates, actor=SYSTEM, at=START)
        add_plan(
            brand_pk=self.world.brand.pk, name="P", currency=self.story.currency, body=self.body,
            default=True, actor=SYSTEM,
        )  # fmt: skip

    def _history(self, n: int, partner: Partner) -> None:
        """Parents, terms and standing, with a change of each."""
        story = self.story
        PartnerParent.objects.filter(partner=partner).delete()
        for parent, held in ((story.parents[n], BEFORE), (story.moved[n], AFTER)):
            above = None if parent is None else self.partners[parent]
            PartnerParent.objects.create(partner=partner, parent=above, valid=held)
        for terms, at in ((story.terms[n], START - timedelta(days=9)), (story.later[n], CHANGE)):
            if terms is not None:
                numbers = {k: Decimal(v) if v else None for k, v in terms.items() if k != "rank"}
                wanted: Any = {**numbers, "rank": terms["rank"]}
                set_terms(partner.public_id, Terms(**wanted), actor=SYSTEM, at=at, reason="test")
        if n in story.suspended:
            status = PartnerStatus.SUSPENDED
            set_status(partner.public_id, status, actor=SYSTEM, at=CHANGE, reason="test")

    def _client(self, n: int, group: str) -> int:
        client = make_client(self.world.brand, f"Client{n}")
        account = make_account(client, self.world.product, 2001 + 2 * n)
        account.group = group
        account.save()
        for partner, held in zip(self.story.clients[n], (BEFORE, AFTER), strict=True):
            ClientPartner.objects.create(
                client_id=client.pk, valid=held,
                partner=None if partner is None else self.partners[partner],
            )  # fmt: skip
        return account.login or 0

    def _fx(self) -> dict[str, str]:
        mids = {}
        for base, quoted, _digits, _size, bid, ask in SYMBOLS.values():
            mids[f"{base}/{quoted}"] = f"{(Decimal(bid) + Decimal(ask)) / 2:f}"
        return mids

    def trade(self) -> list[int]:
        """Ingest the story's deals in one go; give the batches."""
        deals: list[PlatformDeal] = []
        for fate in self.story.deals:
            deals += self._trade(fate)
        done = ingest_deals(self.world.server.pk, deals, watermark_s=None, at=START)
        return list(done.batch_ids)

    def _trade(self, fate: dict[str, Any]) -> list[PlatformDeal]:
        symbol, client = fate["symbol"], fate["client"]
        at: datetime = CHANGE + fate["at"]
        opened = at - timedelta(seconds=fate["lasted"])
        point = Decimal(1).scaleb(-SYMBOLS[symbol][2])
        first = Decimal("1.1")
        last = first + point * fate["points"]
        told = fate["told"]
        size = Decimal(SYMBOLS[symbol][3])
        both = {"login": self.logins[client], "symbol": symbol, "contract_size": size}
        opening = self.world.deal(at=opened, price=first, **both)
        closing = self.world.closing(
            fate["profit"], lots=fate["lots"], at=at, position_id=opening.position_id, price=last,
            price_position=first, commission=Decimal(fate["commission"]),
            opened_at=opened if told else None, **both,
        )  # fmt: skip
        account_type, modifier = list(GROUPS.values())[client]
        spread = "14" if symbol.startswith("EUR") else "36"
        ecn = "3" if symbol.startswith("EUR") else "0.7"
        self.case["deals"].append(
            {
                "id": str(closing.ticket), "client": f"c{client}", "symbol": symbol,
                "account_type": account_type, "lots": fate["lots"], "lot_modifier": modifier,
                "opened_at": opened.isoformat(), "closed_at": at.isoformat(),
                "open_price": f"{first:f}", "close_price": f"{last:f}", "spread_points": spread,
                "markup_points": ecn if account_type == "ECN" else "0",
                "commission": fate["commission"], "profit": fate["profit"], "currency": "USD",
            }
        )  # fmt: skip
        return [closing] if told else [opening, closing]

    def told(self) -> dict[str, Any]:
        """The whole case."""
        names, story, start = [p.public_id for p in self.partners], self.story, CHANGE.isoformat()
        partners, clients = [], []
        for n, name in enumerate(names):
            for late in (False, True):
                terms = (story.later[n] if late else None) or story.terms[n]
                parent = (story.moved if late else story.parents)[n]
                status = "suspended" if late and n in story.suspended else "active"
                partners.append(
                    terms | {
                        "id": name, "status": status, "from": start if late else None,
                        "rank": terms["rank"] or None,
                        "parent": None if parent is None else names[parent],
                    }
                )  # fmt: skip
        for n, held in enumerate(story.clients):
            for partner, since, to in zip(held, (None, start), (start, None), strict=True):
                clients.append(
                    {
                        "id": f"c{n}", "partner": None if partner is None else names[partner],
                        "from": since, "to": to,
                    }
                )  # fmt: skip
        plan = self.body | {"name": "P", "version": "1", "currency": story.currency}
        symbols = [self._symbol(name) for name in SYMBOLS]
        everything = {"plan": plan, "partners": partners, "clients": clients, "symbols": symbols}
        return self.case | everything

    def _symbol(self, name: str) -> dict[str, str]:
        _base, quoted, digits, contract, _bid, _ask = SYMBOLS[name]
        point = Decimal(1).scaleb(-digits)
        return {
            "symbol": name,
            "group": "metals" if name == "XAUUSD" else "fx",
            "contract_size": contract,
            "point": f"{point:f}",
            "pip": "0.1" if name == "XAUUSD" else f"{point * 10:f}",
            "quote_to_plan": f"{self._worth(quoted):f}",
        }

    def _worth(self, quoted: str) -> Decimal:
        ours = self.story.currency
        if quoted == ours:
            return Decimal(1)
        rate = Decimal(self.case["fx"][f"{ours}/{quoted}"])
        return divide(Decimal(1), rate)


BEFORE = DateTimeTZRange(None, CHANGE, "[)")
AFTER = DateTimeTZRange(CHANGE, None, "[)")


def stored() -> list[tuple[object, ...]]:
    """What stands in the database, as `calculate` prints it."""
    rows = Accrual.objects.select_related("deal", "partner").order_by("id")
    found: list[tuple[object, ...]] = []
    for row in rows:
        why = {k: v for k, v in row.why.items() if k not in {"plan", "version", "day"}}
        partner = row.partner.public_id if row.partner else None
        amount = f"{row.amount:.8f}"
        line = (str(row.deal.ticket), partner, row.level, amount, row.kind, row.reason or None)
        found.append((*line, json.dumps(why, sort_keys=True)))
    return sorted(found, key=str)


def printed(case: dict[str, Any]) -> list[tuple[object, ...]]:
    """What `calculate` prints of a case."""
    names = ("deal", "partner", "level", "amount", "kind", "reason")
    rows = json.loads(calculate(json.dumps(case).encode()))["accruals"]
    found = [
        (*(row[name] for name in names), json.dumps(row["why"], sort_keys=True)) for row in rows
    ]
    return sorted(found, key=str)


def check(story: Story) -> None:
    shop = Shop(story)
    batches = shop.trade()
    drain(twice=True)
    case = shop.told()
    try:
        wanted = printed(case)
    except CaseError:
        pytest.fail(f"the case is refused: {case}")
    assert stored() == wanted
    for batch in batches:
        assert recompute_batch(batch, at=CHANGE) == []
        assert accrue_batch(batch, at=CHANGE).lines == 0
    for partner in shop.partners:
        lines = Accrual.objects.filter(partner=partner, level__gt=0)
        assert payable(partner, story.currency) == total(lines)
    for login in shop.logins:
        client = Account.objects.get(login=login).client
        given = rebate_sums(client.pk, client.public_id)
        lines = rebate_lines(client.pk)
        assert sum((row.payable for row in given), Decimal(0)) == total(lines)


def total(lines: QuerySet[Accrual]) -> Decimal:
    return sum(lines.values_list("amount", flat=True), Decimal(0))


class _Undo(Exception):
    """Leaves nothing of one story behind."""


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(story=stories())
def test_the_live_path_equals_calculate(story: Story) -> None:
    try:
        with transaction.atomic():
            check(story)
            raise _Undo
    except _Undo:
        pass
