"""A ladder's body, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from brokerdesk.kit.money import UnknownAsset, scale_of
from brokerdesk.kit.texts import noop as _

from ...engine import PlanError
from ...engine.ranks import Ladder, Rank
from ...engine.reading import Fields

MEASURES: Final = (
    "lots", "tree_lots", "active_clients", "net_deposits", "referrals", "earned",
)  # fmt: skip
_MONEY: Final = frozenset({"net_deposits", "earned"})
MOST_RANKS, LONGEST_DAYS = 20, 366
_KEYS = (
    "ranks", "one_step", "downgrade", "grace_days", "period_days", "active", "currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LadderRules:
    """Ranks and what they need, over so many days that end with the one evaluated.

    A client is active who closed at least `active_trades` trades and `active_lots` lots in the
    days. Money counts in `currency` alone. `rates`: the own rate that a rank brings, by its name.
    """

    ladder: Ladder
    period_days: int
    active_trades: int
    active_lots: Decimal
    currency: str
    rates: Mapping[str, Decimal]

    @property
    def names(self) -> list[str]:
        """The ranks, lowest first."""
        return [rank.name for rank in self.ladder.ranks]

    def rank(self, name: str) -> Rank | None:
        """A rank by its name."""
        return next((rank for rank in self.ladder.ranks if rank.name == name), None)

    def next_rank(self, name: str) -> Rank | None:
        """The rank right above one."""
        above = self.names.index(name) + 1 if name in self.names else len(self.names)
        return self.ladder.ranks[above] if above < len(self.names) else None

    def starting(self, rank: str) -> str:
        """Where a partner stands: one without a rank stands on the lowest."""
        return rank or self.names[0]


def read_ladder(body: Mapping[str, object]) -> LadderRules:
    """Read a body as ladders keep it.

    Raises:
        PlanError: a key is unknown, missing or wrong; it names the key.
    """
    fields = Fields("", body, PlanError, short=True)
    fields.only(_KEYS)
    rows = fields.items("ranks")
    if not 1 <= len(rows) <= MOST_RANKS:
        raise PlanError("ranks", _("give 1 to %(most)s ranks"), most=MOST_RANKS)
    ranks = tuple(_rank(row) for row in rows)
    _check_names([rank.name for rank in ranks])
    active = fields.maybe("active", fields.inner)
    rules = LadderRules(
        ladder=Ladder(
            ranks,
            one_step=fields.default("one_step", fields.flag, False),
            downgrade=fields.default("downgrade", fields.flag, True),
            grace=timedelta(days=_days(fields, "grace_days", 0) if "grace_days" in body else 0),
        ),
        period_days=_days(fields, "period_days", 1),
        active_trades=active.default("trades", active.whole, 1) if active else 1,
        active_lots=active.default("lots", active.decimal, Decimal(0)) if active else Decimal(0),
        currency=fields.maybe("currency", fields.text) or "",
        rates={
            rank.name: rate
            for rank, row in zip(ranks, rows, strict=True)
            if (rate := row.maybe("rate", row.decimal)) is not None
        },
    )
    if active:
        active.only(("trades", "lots"))
    _check_currency(rules)
    return rules


def _days(fields: Fields, name: str, least: int) -> int:
    days = fields.whole(name)
    if not least <= days <= LONGEST_DAYS:
        raise PlanError(
            fields.key(name), _("give %(least)s to %(most)s days"), least=least, most=LONGEST_DAYS
        )
    return days


def _rank(row: Fields) -> Rank:
    row.only(("rank", "needs", "any", "rate"))
    name = row.text("rank").strip()
    if not 1 <= len(name) <= 40:
        raise PlanError(row.key("rank"), _("a rank's name has 1 to 40 characters"))
    needs = row.maybe("needs", row.inner)
    if needs is None:
        return Rank(name, {})
    needs.only(MEASURES)
    given = {key: needs.decimal(key) for key in needs.body}
    return Rank(name, given, enough_is_one=row.default("any", row.flag, False))


def _check_names(names: list[str]) -> None:
    for n, name in enumerate(names):
        if name in names[:n]:
            raise PlanError(f"ranks[{n}].rank", _("there are two ranks %(name)s"), name=name)


def _check_currency(rules: LadderRules) -> None:
    if rules.currency:
        try:
            scale_of(rules.currency)
        except UnknownAsset:
            raise PlanError("currency", _("give a code such as USD")) from None
        return
    for n, rank in enumerate(rules.ladder.ranks):
        for name in _MONEY & rank.needs.keys():
            raise PlanError(
                "currency", _("say in which currency ranks[%(n)s].needs.%(name)s is"), n=n,
                name=name,
            )  # fmt: skip


def plain_measures(measures: Mapping[str, Decimal]) -> dict[str, Any]:
    """Measures as JSON keeps them."""
    return {name: f"{value:f}" for name, value in measures.items()}
