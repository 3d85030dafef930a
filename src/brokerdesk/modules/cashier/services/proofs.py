"""Proofs of wires: checked by their content, kept outside the web root, served on request."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.words import words
from brokerdesk.modules.compliance.services.filing import check_file, forget, read, store

from ..errors import NotManual, ProofNotFound, WrongState
from ..events import DepositProofUploaded
from ..locks import lock_deposit
from ..models import Proof
from ..types import DepositStatus
from .telling import about_deposit, tell

MAX_PROOFS = 5


@dataclass(frozen=True, slots=True)
class ProofFile:
    """A proof with its content."""

    deposit_id: str
    brand_pk: int
    client_id: str
    original_name: str
    content_type: str
    content: bytes


def upload_proof(deposit_id: str, content: bytes, name: str, *, actor: Actor, at: datetime) -> str:
    """Add a proof to a manual deposit that waits; give its id. The same file twice is one.

    Locks: deposit.
    Emits: DepositProofUploaded.
    Raises:
        BadFile: empty, too big, or neither a sound picture nor a passive PDF.
        NotManual, WrongState: as named.
    """
    checked = check_file(content, name)
    stored = store(checked, at)
    try:
        with transaction.atomic():
            deposit = lock_deposit(deposit_id)
            if not deposit.psp.manual:
                raise NotManual(_("only a wire needs a proof"))
            if deposit.state != DepositStatus.PENDING:
                raise WrongState(
                    _("the deposit's state is “%(state)s”") % {"state": words(deposit.state)}
                )
            known = deposit.proofs.filter(sha256=checked.sha256).first()
            if known is None and deposit.proofs.count() >= MAX_PROOFS:
                raise WrongState(
                    _("at most %(max_proofs)s files") % {"max_proofs": MAX_PROOFS}, field="file"
                )
            if known is None:
                known = Proof.objects.create(
                    deposit=deposit,
                    name=stored,
                    original_name=checked.original_name,
                    content_type=checked.content_type,
                    size_bytes=len(checked.content),
                    sha256=checked.sha256,
                    uploaded_by=actor.ref,
                    uploaded_at=at,
                )
                tell(DepositProofUploaded(**about_deposit(deposit)), deposit, actor)
    except BaseException:
        forget(stored)
        raise
    if known.name != stored:
        forget(stored)
    return known.public_id


def open_proof(proof_id: str, *, actor: Actor) -> ProofFile:
    """Read a proof and log who did. The caller has checked the right to its deposit.

    Raises:
        ProofNotFound: there is none.
    """
    proof = (
        Proof.objects.select_related("deposit", "deposit__client")
        .filter(public_id=proof_id)
        .first()
    )
    if proof is None:
        raise ProofNotFound(_("there is no such file"))
    record(
        "cashier.proof.open",
        subject=proof_id,
        actor=actor,
        brand_id=proof.deposit.brand_id,
        after={"deposit": proof.deposit.public_id},
    )
    return ProofFile(
        proof.deposit.public_id,
        proof.deposit.brand_id,
        proof.deposit.client.public_id,
        proof.original_name,
        proof.content_type,
        read(proof.name),
    )
