"""Programmes and their versions: drafts are changed, what is published never again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.texts import translated
from brokerdesk.kit.errors import NotFound
from brokerdesk.kit.reading import CaseError
from brokerdesk.modules.trading.queries import product

from ..documents import programme_of
from ..engine import Programme as Rules
from ..engine import fingerprint
from ..errors import CodeTaken, NothingPublished, ProgrammeInvalid, VersionPublished
from ..events import ProgrammePublished
from ..locks import lock_programme
from ..models import Programme, ProgrammeVersion
from ..terms import Terms, check, read_terms, terms_json
from ..types import ProgrammeKind, ProgrammeState


@dataclass(frozen=True, slots=True)
class Named:
    """What a programme is called and where it stands among the others."""

    code: str
    title: str
    family: str
    summary: str = ""
    kind: ProgrammeKind = ProgrammeKind.CHALLENGE
    sort: int = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """Rules and terms, and where they are from."""

    document: Mapping[str, Any]
    terms: Mapping[str, Any]
    source: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def create_programme(
    brand_pk: int, named: Named, draft: Draft, *, actor: Actor, at: datetime
) -> Programme:
    """Begin a programme with a first draft.

    Raises:
        ProgrammeInvalid: rules or terms cannot be meant so; names the key.
        CodeTaken: the brand has a programme of this code.
    """
    values = _values(brand_pk, draft)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                brand_id=brand_pk, created_at=at, state=ProgrammeState.DRAFT, **_columns(named)
            )
    except IntegrityError:
        raise CodeTaken(_("there is a programme of this code"), field="code") from None
    ProgrammeVersion.objects.create(
        programme=programme, number=1, created_by=actor.ref, created_at=at, **values
    )
    _note("created", programme, actor, {"code": named.code})
    return programme


@transaction.atomic
def edit_draft(programme_id: str, draft: Draft, *, actor: Actor, at: datetime) -> ProgrammeVersion:
    """Change the draft; after a published version this begins the next one.

    Locks: programme.
    Raises:
        ProgrammeInvalid: as create_programme.
    """
    programme = lock_programme(programme_id)
    values = _values(programme.brand_id, draft)
    newest = _newest(programme)
    if newest is None or newest.published_at is not None:
        number = 1 if newest is None else newest.number + 1
        newest = ProgrammeVersion(
            programme=programme, number=number, created_by=actor.ref, created_at=at
        )
    for name, value in values.items():
        setattr(newest, name, value)
    newest.save()
    _note("draft_changed", programme, actor, {"version": newest.number})
    return newest


@transaction.atomic
def rename_programme(programme_id: str, named: Named, *, actor: Actor) -> Programme:
    """Change what a programme is called; its code and kind stay.

    Locks: programme.
    """
    programme = lock_programme(programme_id)
    for name in ("title", "family", "summary", "sort"):
        setattr(programme, name, getattr(named, name))
    programme.save(update_fields=["title", "family", "summary", "sort"])
    _note("renamed", programme, actor, {"title": named.title})
    return programme


@transaction.atomic
def publish(programme_id: str, *, actor: Actor, at: datetime) -> ProgrammeVersion:
    """Sell the draft from now on; orders before keep what they bought.

    Locks: programme.
    Emits: ProgrammePublished.
    Raises:
        VersionPublished: there is no draft.
        ProgrammeInvalid: what it names is not there any more; or a competition cannot be so.
    """
    programme = lock_programme(programme_id)
    version = _newest(programme)
    if version is None or version.published_at is not None:
        raise VersionPublished(_("there is no draft to publish"))
    rules = _rules(version.document)
    _check_kind(programme, rules)
    _values(programme.brand_id, Draft(version.document, version.terms, version.source))
    version.fingerprint = fingerprint(rules)
    version.published_by, version.published_at = actor.ref, at
    version.save(update_fields=["fingerprint", "published_by", "published_at"])
    programme.state = ProgrammeState.OFFERED
    programme.save(update_fields=["state"])
    _note("published", programme, actor, {"version": version.number})
    emit(
        ProgrammePublished(
            programme_id=programme_id, version_id=version.public_id, number=version.number
        ),
        aggregate=programme_id,
        brand_id=programme.brand_id,
        actor=actor,
    )
    return version


@transaction.atomic
def retire(programme_id: str, *, actor: Actor) -> None:
    """Sell a programme no longer; what was bought goes on.

    Locks: programme.
    """
    _state(lock_programme(programme_id), ProgrammeState.RETIRED, actor)


@transaction.atomic
def offer_again(programme_id: str, *, actor: Actor) -> None:
    """Sell a retired programme again.

    Locks: programme.
    Raises:
        NothingPublished: it has no published version.
    """
    programme = lock_programme(programme_id)
    if not programme.versions.filter(published_at__isnull=False).exists():
        raise NothingPublished(_("publish a version first"))
    _state(programme, ProgrammeState.OFFERED, actor)


def clone(programme_id: str, named: Named, *, actor: Actor, at: datetime) -> Programme:
    """Begin another programme from the newest version of one.

    Raises:
        CodeTaken: as create_programme.
    """
    with transaction.atomic():
        programme = lock_programme(programme_id)
        newest = _newest(programme)
        if newest is None:
            raise NothingPublished(_("it has no version"))
        draft = Draft(newest.document, newest.terms, newest.source)
        return create_programme(programme.brand_id, named, draft, actor=actor, at=at)


def _state(programme: Programme, state: ProgrammeState, actor: Actor) -> None:
    programme.state = state
    programme.save(update_fields=["state"])
    _note(str(state), programme, actor, {"state": state})


def _newest(programme: Programme) -> ProgrammeVersion | None:
    return programme.versions.order_by("-number").first()


def _columns(named: Named) -> dict[str, Any]:
    return {name: getattr(named, name) for name in Named.__slots__}


def _values(brand_pk: int, draft: Draft) -> dict[str, Any]:
    """A version's columns; refuses what contradicts itself or names what is not there."""
    rules = _rules(draft.document)
    try:
        terms = read_terms(draft.terms)
    except CaseError as error:
        raise ProgrammeInvalid(translated(error), field="terms") from None
    for said in check(rules, terms):
        raise ProgrammeInvalid(translated(said), field="terms")
    _check_products(brand_pk, rules, terms)
    return {
        "document": json.loads(json.dumps(draft.document)),
        "terms": terms_json(terms),
        "source": dict(draft.source),
    }


def _rules(document: Mapping[str, Any]) -> Rules:
    if "started_at" in document:
        raise ProgrammeInvalid(_("a programme on sale has no start"), field="document")
    try:
        return programme_of(document)
    except CaseError as error:
        raise ProgrammeInvalid(translated(error), field="document") from None


def ends_by_time(rules: Rules) -> bool:
    """Whether a competition can be held by these rules."""
    (first, *more) = rules.phases
    return not more and not first.funded and first.profit_target is None


def _check_kind(programme: Programme, rules: Rules) -> None:
    """Nobody passes a competition: who did would leave it in the middle."""
    if programme.kind == ProgrammeKind.COMPETITION and not ends_by_time(rules):
        raise ProgrammeInvalid(
            _("a competition has one phase, not funded, without a profit target: it ends by time"),
            field="document",
        )


def _check_products(brand_pk: int, rules: Rules, terms: Terms) -> None:
    """Each product is the brand's own, for play money, in the programme's currency."""
    for product_id in terms.products:
        try:
            row = product(product_id)
        except NotFound:
            row = None
        if row is None or row.brand_pk != brand_pk:
            raise ProgrammeInvalid(_("there is no such product of this brand"), field="terms")
        if row.kind != "demo" or row.currency != rules.currency:
            raise ProgrammeInvalid(
                _("%(title)s is no demo product in %(currency)s")
                % {"title": row.title, "currency": rules.currency},
                field="terms",
            )


def _note(action: str, programme: Programme, actor: Actor, after: dict[str, Any]) -> None:
    record(
        f"prop.programme_{action}",
        subject=programme.public_id,
        actor=actor,
        brand_id=programme.brand_id,
        after=after,
    )
