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
from brokerdesk.core.identity.places import KEPT_DAYS
from brokerdesk.kit.exact import plain

from ...errors import SignalRuleInvalid
from ...models import SignalRule
from ...types import SignalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """least: so many such positions. share: such a part of all of them. seconds: how near or how
    short. factor: how many times as many lots, or as far apart. sign_ins: of each from an address.
    people: an address of more of them is a crowd's. days: looked back. A kind uses what it needs.
    """

    least: int
    share: Decimal = Decimal(0)
    seconds: Decimal = Decimal(0)
    factor: Decimal = Decimal(0)
    sign_ins: int = 0
    people: int = 0
    days: int = 0

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
    SignalKind.LINKED: Limits(least=1, sign_ins=2, people=5, days=30),
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
    SignalKind.LINKED: ("sign_ins", "people", "days"),
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
# What only some kinds use: from, to.
WHOLE: Final[Mapping[str, tuple[int, int]]] = {
    "sign_ins": (1, 1_000),
    "people": (2, 1_000),
    "days": (1, KEPT_DAYS),
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
        **{name: int(body.get(name, getattr(default, name))) for name in WHOLE},
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
    body = {} if limits is None else _body(kind, limits)
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


def _body(kind: SignalKind, limits: Limits) -> dict[str, Any]:
    if not 1 <= limits.least <= 100_000:
        raise SignalRuleInvalid(_("give a number from 1 on"), field="least")
    if not 0 <= limits.share <= 1:
        raise SignalRuleInvalid(_("a share is from 0 to 1"), field="share")
    if not 0 <= limits.seconds <= 86_400:
        raise SignalRuleInvalid(_("give seconds of a day at most"), field="seconds")
    if not 0 <= limits.factor <= 1_000:
        raise SignalRuleInvalid(_("give a factor from 0 to 1000"), field="factor")
    parts = {name: plain(getattr(limits, name)) for name in ("share", "seconds", "factor")}
    return {"least": limits.least, **parts, **_whole(kind, limits)}


def _whole(kind: SignalKind, limits: Limits) -> dict[str, int]:
    found = {name: getattr(limits, name) for name in WHOLE if name in USES[kind]}
    for name, value in found.items():
        low, high = WHOLE[name]
        if not low <= value <= high:
            raise SignalRuleInvalid(
                _("give a number from %(low)s to %(high)s") % {"low": low, "high": high},
                field=name,
            )
    return found
