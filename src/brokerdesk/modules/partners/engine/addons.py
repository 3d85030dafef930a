"""The lines that come on top of the basic ones: overriding, and the bonus of the same rank.

They are counted from the basic amounts before caps and rebates, as if every partner were active,
and neither take part in caps nor in the rebate.
"""

import json
from collections.abc import Sequence
from decimal import Decimal

from ..types import AccrualKind, Reason
from .bonuses import Part, overriding, same_rank, worth
from .distribute import Step
from .explain import Line, Setting, derivation
from .facts import Link
from .numbers import ZERO, plain, to_line
from .plan import Plan

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class BonusLine(Line):
    """What a partner gets of what those below him got; `why.of` says of whom."""

    __slots__ = ("_parts",)

    def __init__(
        self, step: Step, kind: AccrualKind, parts: Sequence[Part], setting: Setting, *, pays: bool
    ) -> None:
        amount = to_line(worth(parts) if pays else ZERO)
        reason = Reason.TOO_SMALL if pays else Reason.PARTNER_SUSPENDED
        super().__init__(step, amount, Reason.NONE if amount else reason, None, setting)
        self.kind, self._parts = kind, parts

    @property
    def why(self) -> dict[str, object]:
        """No rule counts here; units and rate are what was multiplied where it is one product."""
        said = derivation(self._setting, self._step, None, self._formula(), None)
        if len(self._parts) == 1:
            said |= {"units": plain(self._parts[0].amount), "rate": plain(self._parts[0].share)}
        of = [
            {"level": level, "amount": plain(amount), "share": plain(share)}
            for level, amount, share in self._parts
        ]
        return said | {"of": of}

    @property
    def why_json(self) -> str:
        """`why` as compact JSON."""
        return _encode(self.why)

    def _formula(self) -> str:
        currency = self._setting.currency
        products = (f"{plain(p.amount)} {currency} × {plain(p.share)}" for p in self._parts)
        return " + ".join(products)


class AddOns:
    """The add-ons of a plan for one chain."""

    __slots__ = ("_active", "_plan", "_ranks", "_steps")

    def __init__(self, plan: Plan, chain: Sequence[Link]) -> None:
        self._plan = plan
        self._steps = [Step(link.partner_id, level) for level, link in enumerate(chain, start=1)]
        self._active = [link.active for link in chain]
        self._ranks = [link.rank for link in chain]

    @classmethod
    def of(cls, plan: Plan, chain: Sequence[Link]) -> "AddOns | None":
        """The add-ons of a plan; none for a plan without them."""
        return cls(plan, chain) if plan.overriding or plan.same_rank_bonus else None

    def lines(self, amounts: Sequence[Decimal], setting: Setting) -> list[Line]:
        """A line for each who has something to take a share of."""
        above = overriding(amounts, self._plan.overriding)
        alike = same_rank(self._ranks, amounts, self._plan.same_rank_bonus)
        found: list[Line] = []
        for step, active, *both in zip(self._steps, self._active, above, alike, strict=True):
            for kind, parts in zip(_KINDS, both, strict=True):
                if parts:
                    found.append(BonusLine(step, kind, parts, setting, pays=active))
        return found


_KINDS = (AccrualKind.OVERRIDING, AccrualKind.SAME_RANK)
