"""Lines, and how each was computed."""

from decimal import Decimal
from typing import Final

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


class Setting:
    """What all lines of a compiled chain share in their derivations."""

    __slots__ = ("chain", "currency", "pooled")

    def __init__(self, chain: list[str], currency: str, pooled: bool) -> None:
        self.chain, self.currency, self.pooled = chain, currency, pooled


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
        """Rule, basis, units, rate, formula, chain and exchange rate."""
        step, units = self._step, self._units
        used = units.fx if units else None
        return {
            "rule": step.rule.position if step.rule else None,
            "basis": str(step.rule.basis) if step.rule else None,
            "units": plain(self._counted(units)) if units else None,
            "rate": None if step.rate is None else plain(step.rate),
            "formula": self._formula(),
            "chain": self._setting.chain,
            "fx": {"pair": used.pair, "rate": plain(used.rate)} if used else None,
        }

    def _counted(self, units: Units) -> Decimal:
        base = self._step.base
        return units.amount if base is None else mul(units.amount, base)

    def _formula(self) -> str:
        step, setting = self._step, self._setting
        if step.rule is None or step.rate is None or self._units is None:
            return ""
        of_units, of_rate = _UNITS[step.rule.basis]
        if step.base is not None:
            of_units, of_rate = " {currency}", ""
        units, rate = plain(self._counted(self._units)), step.shown_rate or plain(step.rate)
        text = f"{units}{of_units} × {rate}{of_rate}".format(currency=setting.currency)
        if setting.pooled and step.tail:
            text = f"({text})"
        return f"{text}{step.tail}{self._note}"


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
