"""Lines, and how each was computed."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ..types import AccrualKind, Reason
from .distribute import Step
from .numbers import mul, plain
from .rules import Basis
from .units import Units

_UNITS: Final[dict[Basis, tuple[str, str]]] = {
    Basis.LOT: (" lots", " {currency}"),
    Basis.COMMISSION: (" {currency} commission", ""),
    Basis.SPREAD: (" {currency} spread", ""),
    Basis.MARKUP: (" {currency} markup", ""),
    Basis.PROFIT: (" {currency} profit", ""),
    Basis.PIP: (" {currency} per pip", " pips"),
    Basis.POINTS: (" {currency} per point", " points"),
    Basis.TURNOVER: (" million {currency}", " {currency}"),
}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _Written(NamedTuple):
    """A step's derivation as JSON around its units, which stand in it twice."""

    before: str
    between: str
    after: str
    end: str


class Setting:
    """What all lines of a compiled chain share in their derivations; `named` is added to each."""

    __slots__ = ("_end", "_written", "chain", "currency", "named", "pooled")

    def __init__(
        self,
        chain: Sequence[str],
        currency: str,
        *,
        pooled: bool = False,
        named: Mapping[str, object] | None = None,
    ) -> None:
        self.chain, self.currency, self.pooled = list(chain), currency, pooled
        self.named = dict(named or {})
        self._written: dict[Step, _Written] = {}
        self._end = f'",{_encode({"chain": self.chain, "fx": None, **self.named})[1:]}'

    def formula(self, step: Step) -> tuple[str, str]:
        """What stands around the units in a step's formula; nothing without a rule or rate."""
        if step.rule is None or step.rate is None:
            return "", ""
        of_units, of_rate = _UNITS[step.rule.basis]
        if step.base is not None:
            of_units, of_rate = " {currency}", ""
        rate = step.shown_rate or plain(step.rate)
        text = f"{of_units} × {rate}{of_rate}".format(currency=self.currency)
        return ("(", f"{text}){step.tail}") if self.pooled and step.tail else ("", text + step.tail)

    def written(self, step: Step) -> _Written | None:
        """A step's derivation as JSON, made once; none without a rule or rate."""
        found = self._written.get(step)
        if found is None and step.rule is not None and step.rate is not None:
            opened, closed = self.formula(step)
            start = f'{{"rule":{step.rule.position},"basis":"{step.rule.basis}","units":"'
            between = f'","rate":"{plain(step.rate)}","formula":"{opened}'
            found = self._written[step] = _Written(start, between, closed, self._end)
        return found


def derivation(
    setting: Setting, step: Step, units: str | None, formula: str, fx: dict[str, str] | None
) -> dict[str, object]:
    """Rule, basis, units, rate, formula, chain and exchange rate."""
    return {
        "rule": step.rule.position if step.rule else None,
        "basis": str(step.rule.basis) if step.rule else None,
        "units": units,
        "rate": None if step.rate is None else plain(step.rate),
        "formula": formula,
        "chain": setting.chain,
        "fx": fx,
        **setting.named,
    }


class Line:
    """What one partner (or, as a rebate, the client) gets: to 8 decimals, or zero and its reason.

    The derivation is made when it is asked for; `note` adds what caps and rebates did.
    """

    __slots__ = (
        "_note", "_setting", "_step", "_units", "amount", "kind", "level", "partner_id", "reason",
    )  # fmt: skip

    def __init__(
        self,
        step: Step,
        amount: Decimal,
        reason: Reason,
        units: Units | None,
        setting: Setting,
        *,
        note: str = "",
    ) -> None:
        self.partner_id: str | None = step.partner_id or None
        self.level, self.kind = step.level, AccrualKind.COMMISSION
        self.amount, self.reason = amount, reason
        self._step, self._units, self._setting, self._note = step, units, setting, note

    @property
    def why(self) -> dict[str, object]:
        """How the amount came about: rule, basis, units, rate, formula, chain, exchange rate."""
        step, units, formula = self._step, None, ""
        if self._units is not None:
            units = self._counted(self._units)
            opened, closed = self._setting.formula(step)
            formula = f"{opened}{units}{closed}{self._note}" if closed else ""
        return derivation(self._setting, step, units, formula, self._fx())

    @property
    def why_json(self) -> str:
        """`why` as compact JSON: what is stored of hundreds of deals at once."""
        units = self._units
        written = self._setting.written(self._step) if units and not units.fx else None
        if units is None or written is None:
            return _encode(self.why)
        before, between, after, end = written
        counted = self._counted(units)
        return f"{before}{counted}{between}{counted}{after}{self._note}{end}"

    def _counted(self, units: Units) -> str:
        base = self._step.base
        return plain(units.amount if base is None else mul(units.amount, base))

    def _fx(self) -> dict[str, str] | None:
        used = self._units.fx if self._units else None
        return {"pair": used.pair, "rate": plain(used.rate)} if used else None


class RebateLine(Line):
    """The client's share of the direct partner's commission."""

    __slots__ = ("_commission", "_share")

    def __init__(
        self,
        step: Step,
        amount: Decimal,
        units: Units | None,
        setting: Setting,
        *,
        of: tuple[Decimal, Decimal],
    ) -> None:
        super().__init__(step, amount, Reason.NONE, units, setting)
        self.level, self.kind = 0, AccrualKind.REBATE
        self._commission, self._share = of

    @property
    def why(self) -> dict[str, object]:
        """The commission is what was multiplied, the share the rate."""
        commission, share = plain(self._commission), plain(self._share)
        formula = f"{commission} {self._setting.currency} × {share}"
        return super().why | {"units": commission, "rate": share, "formula": formula}

    @property
    def why_json(self) -> str:
        """`why` as compact JSON."""
        return _encode(self.why)
