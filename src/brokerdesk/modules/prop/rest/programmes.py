"""REST: programmes with their versions, and the laboratory that tries them."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Status
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Instant, Out, Page, paginate, scope
from brokerdesk.kit.clock import now

from ..documents import programme_of
from ..engine.explain import explained
from ..errors import LabRunNotFound, ProgrammeNotFound
from ..models import LabCase, LabRun, Programme, ProgrammeVersion
from ..services.lab import DryRunWish, SimulationWish, start_dry_run, start_simulation
from .shop import READ, WRITE, Id, r


class VersionOut(Out):
    """A version: rules and terms with every default. An empty fingerprint is that of a draft."""

    id: str
    number: int
    rules: dict[str, Any]
    terms: dict[str, Any]
    source: dict[str, Any]
    fingerprint: str
    published_at: datetime | None


class ProgrammeOut(Out):
    """A programme, as staff keep it."""

    id: str
    code: str
    title: str
    family: str
    summary: str
    kind: str
    state: str
    created_at: datetime


class ProgrammeWithVersionsOut(ProgrammeOut):
    """And its versions, newest first."""

    versions: list[VersionOut]


class DryRunIn(In):
    """The newest version over the past of [since, until).

    source: `stages` (challenges, by what the engine was told then) or `accounts` (their deals).
    """

    programme_id: Id
    since: Instant
    until: Instant
    source: str = Field(default="stages", max_length=10)
    most: int = Field(default=500, ge=1, le=2000)


class SimulationIn(In):
    """The newest version under simulated traders, by name, each with its weight (1 if left out).

    A trader's figures are those of the documentation; what is left out has its usual value.
    """

    programme_id: Id
    traders: dict[str, dict[str, Any]]
    weights: dict[str, int] = {}
    paths: int = Field(default=10_000, ge=100, le=200_000)
    seed: int = Field(default=1, ge=0, le=2**32 - 1)


class LabRunOut(Out):
    """A run. state: waiting, running, done, failed. `result` is empty until it is done."""

    id: str
    kind: str
    title: str
    state: str
    problem: str
    done: int
    total: int
    result: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None


class LabCaseOut(Out):
    """One past account under the tried version, beside what happened (`was_*`, of stages only)."""

    id: int
    source: str
    subject: str
    status: str
    phase: str
    rule: str
    ended_at: datetime | None
    profit: Amount
    trading_days: int
    was_status: str
    was_rule: str
    was_ended_at: datetime | None
    differs: bool
    limits: list[str]


def _programmes(request: ApiRequest) -> QuerySet[Programme]:
    rows = Programme.objects.all()
    return rows if request.brand_id is None else rows.filter(brand_id=request.brand_id)


def _programme(request: ApiRequest, programme_id: str) -> Programme:
    found = _programmes(request).filter(public_id=programme_id).first()
    if found is None:
        raise ProgrammeNotFound(_("there is no such programme"))
    return found


def _runs(request: ApiRequest) -> QuerySet[LabRun]:
    rows = LabRun.objects.all()
    return rows if request.brand_id is None else rows.filter(brand_id=request.brand_id)


def _run(request: ApiRequest, run_id: str) -> LabRun:
    found = _runs(request).filter(public_id=run_id).first()
    if found is None:
        raise LabRunNotFound(_("there is no such run"))
    return found


def _version_out(row: ProgrammeVersion) -> VersionOut:
    return VersionOut(
        id=row.public_id, number=row.number, rules=explained(programme_of(row.document)),
        terms=row.terms, source=row.source, fingerprint=row.fingerprint,
        published_at=row.published_at,
    )  # fmt: skip


def _values(row: Programme) -> dict[str, Any]:
    names = ("code", "title", "family", "summary", "kind", "state", "created_at")
    return {"id": row.public_id} | {name: getattr(row, name) for name in names}


def _programme_out(row: Programme) -> ProgrammeOut:
    return ProgrammeOut(**_values(row))


def _run_out(row: LabRun) -> LabRunOut:
    names = (
        "kind", "title", "state", "problem", "done", "total", "result", "created_at",
        "finished_at",
    )  # fmt: skip
    return LabRunOut(id=row.public_id, **{name: getattr(row, name) for name in names})


def _case_out(row: LabCase) -> LabCaseOut:
    names = [name for name in LabCaseOut.model_fields if name != "id"]
    return LabCaseOut(id=row.number, **{name: getattr(row, name) for name in names})


@r.get("/prop/programmes", response=Page[ProgrammeOut])
@scope(READ)
def list_programmes(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[ProgrammeOut]:
    """List programmes, drafts and retired ones too, newest first."""
    return paginate(_programmes(request), cursor, limit, out=_programme_out)


@r.get("/prop/programmes/{programme_id}", response=ProgrammeWithVersionsOut)
@scope(READ)
def get_programme(request: ApiRequest, programme_id: str) -> ProgrammeWithVersionsOut:
    """Read one programme with its versions."""
    row = _programme(request, programme_id)
    versions = [_version_out(one) for one in row.versions.order_by("-number")[:100]]
    return ProgrammeWithVersionsOut(**_values(row), versions=versions)


@r.post("/prop/lab/dry-runs", response={201: LabRunOut})
@scope(WRITE)
def dry_run(request: ApiRequest, body: DryRunIn) -> Status[LabRunOut]:
    """Let a version judge past accounts; read the run again until its state is done."""
    _programme(request, body.programme_id)
    wish = DryRunWish(**body.model_dump())
    return Status(201, _run_out(start_dry_run(wish, actor=request.actor, at=now())))


@r.post("/prop/lab/simulations", response={201: LabRunOut})
@scope(WRITE)
def simulate(request: ApiRequest, body: SimulationIn) -> Status[LabRunOut]:
    """Let simulated traders try a version; read the run again until its state is done."""
    _programme(request, body.programme_id)
    wish = SimulationWish(**body.model_dump())
    return Status(201, _run_out(start_simulation(wish, actor=request.actor, at=now())))


@r.get("/prop/lab/runs", response=Page[LabRunOut])
@scope(READ)
def list_runs(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[LabRunOut]:
    """List runs of the laboratory, newest first."""
    return paginate(_runs(request), cursor, limit, out=_run_out)


@r.get("/prop/lab/runs/{run_id}", response=LabRunOut)
@scope(READ)
def get_run(request: ApiRequest, run_id: str) -> LabRunOut:
    """Read one run."""
    return _run_out(_run(request, run_id))


@r.get("/prop/lab/runs/{run_id}/cases", response=Page[LabCaseOut])
@scope(READ)
def list_cases(
    request: ApiRequest, run_id: str, cursor: str = "", limit: int = 50
) -> Page[LabCaseOut]:
    """List the accounts of a dry run."""
    rows = LabCase.objects.filter(run=_run(request, run_id))
    return paginate(rows, cursor, limit, out=_case_out, order=("pk",))
