"""A run of the laboratory is asked for; a job does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import translated
from brokerdesk.kit.instants import written
from brokerdesk.kit.reading import CaseError

from ...errors import LabRunInvalid, ProgrammeNotFound
from ...lab import LabKind, read_trader
from ...models import LabRun, Programme, ProgrammeVersion
from .jobs import begin
from .telling import tell

MOST_PATHS: Final = 200_000
MOST_ACCOUNTS: Final = 2_000
LONGEST: Final = timedelta(days=1100)
SOURCES: Final = ("stages", "accounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRunWish:
    """A version over the past of [since, until): stages with their journals, or any accounts."""

    programme_id: str
    since: datetime
    until: datetime
    source: str = "stages"
    most: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationWish:
    """A version under simulated traders. traders: by name, each with its weight among all."""

    programme_id: str
    traders: Mapping[str, Mapping[str, Any]]
    weights: Mapping[str, int] = field(default_factory=dict)
    paths: int = 10_000
    seed: int = 1


@transaction.atomic
def start_dry_run(wish: DryRunWish, *, actor: Actor, at: datetime) -> LabRun:
    """Let the newest version of a programme judge past accounts; nothing else is changed.

    Emits: LabRunMoved.
    Raises:
        ProgrammeNotFound: there is none.
        LabRunInvalid: the period or the number cannot be.
    """
    if wish.until <= wish.since:
        raise LabRunInvalid(_("the period ends before it begins"), field="until")
    if wish.until - wish.since > LONGEST:
        raise LabRunInvalid(_("the period is longer than three years"), field="since")
    if wish.source not in SOURCES:
        raise LabRunInvalid(_("only stages and accounts are offered"), field="source")
    if not 1 <= wish.most <= MOST_ACCOUNTS:
        fault = _("give a number from 1 to %(most)s") % {"most": MOST_ACCOUNTS}
        raise LabRunInvalid(fault, field="most")
    params = {
        "since": written(wish.since), "until": written(wish.until),
        "source": wish.source, "most": wish.most,
    }  # fmt: skip
    return _start(LabKind.DRY_RUN, wish.programme_id, params, actor, at)


@transaction.atomic
def start_simulation(wish: SimulationWish, *, actor: Actor, at: datetime) -> LabRun:
    """Let simulated traders try the newest version of a programme.

    Emits: LabRunMoved.
    Raises:
        ProgrammeNotFound: there is none.
        LabRunInvalid: traders, weights, paths or the seed cannot be.
    """
    if not wish.traders or len(wish.traders) > 8:
        raise LabRunInvalid(_("give one to eight kinds of traders"), field="traders")
    if not 100 <= wish.paths <= MOST_PATHS:
        fault = _("give a number from 100 to %(most)s") % {"most": MOST_PATHS}
        raise LabRunInvalid(fault, field="paths")
    if not 0 <= wish.seed < 2**32:
        raise LabRunInvalid(_("give a number from 0 to 4294967295"), field="seed")
    for name, trader in wish.traders.items():
        try:
            read_trader(trader)
        except CaseError as error:
            raise LabRunInvalid(f"{name}: {translated(error)}", field="traders") from None
    weights = {name: wish.weights.get(name, 1) for name in wish.traders}
    if any(not 0 <= one <= 1000 for one in weights.values()) or not sum(weights.values()):
        raise LabRunInvalid(_("give weights from 0 to 1000, not all 0"), field="weights")
    params = {
        "traders": {name: dict(one) for name, one in wish.traders.items()},
        "weights": weights, "paths": wish.paths, "seed": wish.seed,
    }  # fmt: skip
    return _start(LabKind.SIMULATION, wish.programme_id, params, actor, at)


def _start(
    kind: LabKind, programme_id: str, params: dict[str, Any], actor: Actor, at: datetime
) -> LabRun:
    programme = Programme.objects.filter(public_id=programme_id).first()
    if programme is None:
        raise ProgrammeNotFound(_("there is no such programme"))
    version = ProgrammeVersion.objects.filter(programme=programme).order_by("-number")[0]
    run = LabRun.objects.create(
        brand_id=programme.brand_id,
        kind=kind,
        title=f"{programme.title} v{version.number}"[:120],
        version=version,
        document=version.document,
        params=params | {"terms": version.terms},
        started_by=actor.ref,
        created_at=at,
    )
    record(
        "prop.lab_started",
        subject=run.public_id,
        actor=actor,
        brand_id=run.brand_id,
        after={"kind": str(kind), "programme": programme_id, "version": version.number},
    )
    begin(run.public_id)
    tell(run, actor)
    return run
