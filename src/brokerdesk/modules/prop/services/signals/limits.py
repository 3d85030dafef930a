"""From when conduct is worth a look: the house's defaults, and a brand's own limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.kit.exact import plain

from ...errors import SignalRuleInvalid
from ...models import SignalRule
from ...types import SignalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """least: so many such positions. share: such a part of all of them. seconds: how near or how
    short. factor: how many times as many lots, or as far apart. A kind uses what it needs.
    """

    least: int
    share: Decimal = Decimal(0)
    seconds: Decimal = Decimal(0)
    factor: Decimal = Decimal(0)

    @property
    def within(self) -> timedelta:
        """The seconds, to a microsecond."""
        return timedelta(microseconds=int(self.seconds * 1_000_000))


def _limits(least: int, share: str = "0", seconds: str = "0", factor: str = "0") -> Limits:
    return Limits(
        least=least, share=Decimal(share), seconds=Decimal(seconds), factor=Decimal(factor)
    )


DEFAULTS: Final[Mapping[SignalKind, Limits]] = {
    SignalKind.COPIED: _limits(5, "0.5", seconds="1"),
    SignalKind.HEDGED: _limits(3, "0.5", seconds="10"),
    SignalKind.NEWS: _limits(3, "0.5", seconds="120"),
    SignalKind.GRID: _limits(5, factor="0.25"),
    SignalKind.MARTINGALE: _limits(3, "0.5", factor="1.5"),
    SignalKind.LATENCY: _limits(10, "0.5", seconds="10"),
    SignalKind.BURST: _limits(8),
    SignalKind.SCALPING: _limits(20, "0.5", seconds="60"),
    SignalKind.ALL_IN: _limits(5, "0.8", factor="5"),
    SignalKind.HYPERACTIVE: _limits(200),
    SignalKind.GAP: _limits(2, "0.5", seconds="3600"),
}
USES: Final[Mapping[SignalKind, tuple[str, ...]]] = {
    SignalKind.COPIED: ("least", "share", "seconds"),
    SignalKind.HEDGED: ("least", "share", "seconds"),
    SignalKind.NEWS: ("least", "share", "seconds"),
    SignalKind.GRID: ("least", "factor"),
    SignalKind.MARTINGALE: ("least", "share", "factor"),
    SignalKind.LATENCY: ("least", "share", "seconds"),
    SignalKind.BURST: ("least",),
    SignalKind.SCALPING: ("least", "share", "seconds"),
    SignalKind.ALL_IN: ("least", "share", "factor"),
    SignalKind.HYPERACTIVE: ("least",),
    SignalKind.GAP: ("least", "share", "seconds"),
}


def limits_of(brand_pk: int) -> dict[SignalKind, Limits]:
    """What a brand looks at, and from when; kinds that it switched off are missing."""
    found = dict(DEFAULTS)
    for rule in SignalRule.objects.filter(brand_id=brand_pk):
        kind = SignalKind(rule.kind)
        if rule.enabled:
            found[kind] = read_limits(kind, rule.limits)
        else:
            found.pop(kind, None)
    return found


def read_limits(kind: SignalKind, body: Mapping[str, Any]) -> Limits:
    """Limits as they are kept; what is not said is the house's."""
    default = DEFAULTS[kind]
    return Limits(
        least=int(body.get("least", default.least)),
        share=Decimal(str(body.get("share", default.share))),
        seconds=Decimal(str(body.get("seconds", default.seconds))),
        factor=Decimal(str(body.get("factor", default.factor))),
    )


@transaction.atomic
def set_limits(
    brand_pk: int, kind: SignalKind, limits: Limits | None, *, actor: Actor, at: datetime
) -> None:
    """Look at a kind of conduct from these limits on, or no more where there are none.

    Raises:
        SignalRuleInvalid: a limit cannot be meant.
    """
    if kind not in DEFAULTS:
        raise SignalRuleInvalid(_("this kind has no limits"), field="kind")
    body = {} if limits is None else _body(limits)
    SignalRule.objects.update_or_create(
        brand_id=brand_pk,
        kind=kind,
        defaults={
            "enabled": limits is not None,
            "limits": body,
            "changed_by": actor.ref,
            "changed_at": at,
        },
    )
    record(
        "prop.signal_limits",
        subject=f"brand:{brand_pk}",
        actor=actor,
        brand_id=brand_pk,
        after={"kind": str(kind), "enabled": limits is not None, **body},
    )


def _body(limits: Limits) -> dict[str, Any]:
    if not 1 <= limits.least <= 100_000:
        raise SignalRuleInvalid(_("give a number from 1 on"), field="least")
    if not 0 <= limits.share <= 1:
        raise SignalRuleInvalid(_("a share is from 0 to 1"), field="share")
    if not 0 <= limits.seconds <= 86_400:
        raise SignalRuleInvalid(_("give seconds of a day at most"), field="seconds")
    if not 0 <= limits.factor <= 1_000:
        raise SignalRuleInvalid(_("give a factor from 0 to 1000"), field="factor")
    parts = {name: plain(getattr(limits, name)) for name in ("share", "seconds", "factor")}
    return {"least": limits.least, **parts}
