"""From a phase that was passed to the next: review, identity, contract, the next account."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.jobs import defer, job
from brokerdesk.kit.clock import now
from brokerdesk.modules.compliance.queries import level

from ...documents import programme_of
from ...errors import ContractNameMissing, ReasonMissing
from ...locks import lock_attempt
from ...models import Attempt
from ...terms import IdentityWhen, Terms, read_terms
from ...types import AttemptState
from .accounts import open_stage
from .states import move, require

_SHORTEST_NAME = 2
_AT_GATES = frozenset({AttemptState.PASSED, AttemptState.KYC, AttemptState.CONTRACT})


def go_on_later(attempt: Attempt) -> None:
    """Have a passed attempt go on soon: opening accounts is no part of a desk's work."""
    once = f"prop_go_on:{attempt.public_id}"
    defer(go_on_job, lock=once, once=once, attempt_id=attempt.public_id)


@job()
def go_on_job(attempt_id: str) -> None:
    """Let a passed attempt go on."""
    go_on(attempt_id, at=now())


@transaction.atomic
def go_on(attempt_id: str, *, at: datetime) -> None:
    """Take a passed attempt past the gates that are open, up to the one that waits for somebody.

    Locks: attempt.
    Emits: AttemptStateChanged, AccountRequested.
    """
    attempt = lock_attempt(attempt_id)
    if attempt.state not in _AT_GATES:
        return
    terms = read_terms(attempt.terms)
    programme = programme_of(attempt.document)
    if attempt.state == AttemptState.PASSED:
        if attempt.phase + 1 >= len(programme.phases):
            move(attempt, AttemptState.CLOSED, actor=SYSTEM, at=at, reason="passed")
            return
        if terms.reviewed(programme.initial_balance) and not _reviewed(attempt):
            return
    _pass_gates(attempt, terms, funded=programme.phases[attempt.phase + 1].funded, at=at)


def _pass_gates(attempt: Attempt, terms: Terms, *, funded: bool, at: datetime) -> None:
    if funded and _needs_identity(attempt, terms):
        move(attempt, AttemptState.KYC, actor=SYSTEM, at=at)
        return
    if funded and terms.contract and not _signed(attempt):
        move(attempt, AttemptState.CONTRACT, actor=SYSTEM, at=at)
        return
    move(attempt, AttemptState.PROVISIONING, actor=SYSTEM, at=at)
    open_stage(attempt, attempt.phase + 1, at=at)


def _needs_identity(attempt: Attempt, terms: Terms) -> bool:
    before = terms.identity.when is IdentityWhen.BEFORE_FUNDING
    return before and level(attempt.client_id) < terms.identity.level


def _reviewed(attempt: Attempt) -> bool:
    return str(attempt.phase) in attempt.gates.get("reviews", {})


def _signed(attempt: Attempt) -> bool:
    return "contract" in attempt.gates


@transaction.atomic
def pass_review(attempt_id: str, *, actor: Actor, reason: str, at: datetime) -> None:
    """Let a passed attempt go on that waits for a person.

    Locks: attempt.
    Emits: AttemptStateChanged.
    Raises:
        WrongAttemptState: it does not wait for that.
    """
    attempt = lock_attempt(attempt_id)
    require(attempt, AttemptState.PASSED)
    reviews = attempt.gates.get("reviews", {})
    seen = {"by": actor.ref, "at": at.isoformat(), "reason": reason[:500]}
    attempt.gates = {**attempt.gates, "reviews": {**reviews, str(attempt.phase): seen}}
    attempt.save(update_fields=["gates"])
    record(
        "prop.review_passed",
        subject=attempt_id,
        actor=actor,
        brand_id=attempt.brand_id,
        after={"phase": attempt.phase},
        reason=reason,
    )
    go_on(attempt_id, at=at)


@transaction.atomic
def reject_review(attempt_id: str, *, actor: Actor, reason: str, at: datetime) -> None:
    """Fail a passed attempt that waits for a person.

    Locks: attempt.
    Emits: AttemptStateChanged.
    Raises:
        ReasonMissing: no reason was given.
        WrongAttemptState: it does not wait for that.
    """
    if not reason.strip():
        raise ReasonMissing(_("say why"), field="reason")
    attempt = lock_attempt(attempt_id)
    require(attempt, AttemptState.PASSED)
    move(attempt, AttemptState.FAILED, actor=actor, at=at, reason=reason)


def identity_checked(client_pk: int, *, at: datetime) -> None:
    """Let those of a client's attempts go on that waited for his identity.

    Locks: each attempt.
    Emits: AttemptStateChanged.
    """
    waiting = Attempt.objects.filter(client_id=client_pk, state=AttemptState.KYC).order_by("pk")
    for attempt_id in waiting.values_list("public_id", flat=True):
        go_on(attempt_id, at=at)


@transaction.atomic
def contract_signed(attempt_id: str, *, name: str, text: str, actor: Actor, at: datetime) -> None:
    """Note that a trader signed the contract shown to him, by typing his name.

    Locks: attempt.
    Emits: AttemptStateChanged.
    Raises:
        ContractNameMissing: what was typed is no name of two letters or more.
        WrongAttemptState: no contract waits to be signed.
    """
    attempt = lock_attempt(attempt_id)
    require(attempt, AttemptState.CONTRACT)
    typed = " ".join(name.split())
    if len(typed) < _SHORTEST_NAME:
        raise ContractNameMissing(_("type your full name"), field="name")
    digest = sha256(text.encode()).hexdigest()
    signed = {"name": typed[:120], "text": text, "sha256": digest, "at": at.isoformat()}
    attempt.gates = {**attempt.gates, "contract": signed}
    attempt.save(update_fields=["gates"])
    record(
        "prop.contract_signed",
        subject=attempt_id,
        actor=actor,
        brand_id=attempt.brand_id,
        after={"name": typed, "sha256": digest},
    )
    go_on(attempt_id, at=at)
