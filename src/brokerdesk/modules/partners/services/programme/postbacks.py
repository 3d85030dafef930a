"""A partner's own system is told of the steps of his clients: signed, retried, each step once."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.access.limits import take
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.callout import CallFailed, call, check_address
from brokerdesk.core.jobs import defer, job
from brokerdesk.core.texts import note
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ...errors import PartnerNotActive, PostbackNotFound
from ...locks import lock_call, lock_partner
from ...models import Funnel, Partner, Postback, PostbackCall
from ...types import CallState, PartnerStatus, Step
from .masking import client_ref

STEPS = (Step.REGISTERED, Step.VERIFIED, Step.DEPOSITED, Step.ACTIVE)
MACROS = ("click", "tag", "step", "client", "amount", "currency")
MOST_POSTBACKS = 10
TESTS_PER_MINUTE = 6
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))
_BRACES = re.compile(r"\{([^{}]*)\}")
Call = Callable[[str, Mapping[str, str]], int]


@transaction.atomic
def add_postback(
    partner_id: str, address: str, steps: Sequence[Step], *, actor: Actor, at: datetime
) -> Postback:
    """Have an address of a partner told of some steps; the secret it is signed with is new.

    Locks: partner.
    Raises:
        PartnerNotActive: he is not active.
        InvalidInput: the address cannot be called, names an unknown macro, or no step is chosen.
    """
    partner = lock_partner(partner_id)
    if partner.status != PartnerStatus.ACTIVE:
        raise PartnerNotActive(_t("only an active partner has postbacks"))
    _check(address.strip(), steps)
    if Postback.objects.filter(partner=partner, stopped_at=None).count() >= MOST_POSTBACKS:
        raise InvalidInput(
            _t("%(most)s postbacks are the most") % {"most": MOST_POSTBACKS}, field="url"
        )
    row = Postback.objects.create(
        partner=partner,
        url=address.strip(),
        steps=[str(step) for step in STEPS if step in steps],
        secret={"key": secrets.token_hex(24)},
        created_at=at,
    )
    record(
        "partners.postback_added",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"postback": row.public_id, "host": urlsplit(row.url).hostname, "steps": row.steps},
    )
    return row


def _check(address: str, steps: Sequence[Step]) -> None:
    bare = _BRACES.sub("x", address)
    check_address(bare)
    unknown = [name for name in _BRACES.findall(address) if name not in MACROS]
    if unknown or "{" in bare or "}" in bare or "{" in urlsplit(address).netloc:
        raise InvalidInput(
            _t("After the host you may use %(macros)s.")
            % {"macros": ", ".join(f"{{{name}}}" for name in MACROS)},
            field="url",
        )
    if not steps or any(step not in STEPS for step in steps):
        raise InvalidInput(_t("Choose at least one step."), field="steps")


@transaction.atomic
def stop_postback(partner_id: str, postback_id: str, *, actor: Actor, at: datetime) -> Postback:
    """Tell an address no more; what waits is not sent.

    Locks: partner.
    Raises:
        PostbackNotFound: he has none of this id.
    """
    partner = lock_partner(partner_id)
    row = Postback.objects.filter(partner=partner, public_id=postback_id, stopped_at=None).first()
    if row is None:
        raise PostbackNotFound(_t("there is no such postback"))
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])
    record(
        "partners.postback_stopped",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"postback": postback_id},
    )
    return row


@transaction.atomic
def try_postback(partner_id: str, postback_id: str, *, at: datetime) -> PostbackCall:
    """Call an address once with values that are made up.

    Raises:
        RateLimited: he has just tried too often.
        PostbackNotFound: he has none of this id.
    """
    rows = Postback.objects.filter(partner__public_id=partner_id, stopped_at=None)
    row = rows.filter(public_id=postback_id).first()
    if row is None:
        raise PostbackNotFound(_t("there is no such postback"))
    take(f"postback.test:{partner_id}", per_minute=TESTS_PER_MINUTE, at=at)
    made = PostbackCall.objects.create(postback=row, step=row.steps[0], created_at=at)
    defer(send, call_pk=made.pk)
    return made


@transaction.atomic
def queue_calls(partner_id: str, step: Step, client_id: str, *, at: datetime) -> int:
    """Have the addresses that want to know of a step told; return how many are."""
    row = Funnel.objects.filter(client__public_id=client_id, partner__public_id=partner_id).first()
    if row is None or step not in STEPS:
        return 0
    count = 0
    for postback in Postback.objects.filter(partner_id=row.partner_id, stopped_at=None):
        if step in postback.steps:
            made, new = PostbackCall.objects.get_or_create(
                postback=postback,
                client_id=row.client_id,
                step=step,
                defaults={"created_at": at},
            )
            if new:
                defer(send, call_pk=made.pk)
                count += 1
    return count


@job()
def send(call_pk: int) -> None:
    """Make a call that waits."""
    send_call(call_pk)


def send_call(call_pk: int, *, outside: Call = call) -> PostbackCall:
    """Make a call that waits; one that fails is made again later, up to eight times in all.

    After a crash it may be made twice: `BrokerDesk-Call` is the same then.
    Locks: the call, afterwards.
    """
    row = PostbackCall.objects.select_related("postback__partner", "client").get(pk=call_pk)
    if row.state != CallState.WAITING:
        return row
    if row.postback.stopped_at is not None:
        return _noted(call_pk, CallState.FAILED, None, Marked(_("stopped")))
    address = filled(row.postback.url, _values(row))
    status, problem = None, ""
    try:
        status = outside(address, _signed(row, address))
    except CallFailed as error:
        problem = note(error)
    if status is not None and 200 <= status < 300:
        return _noted(call_pk, CallState.SENT, status, "")
    if row.client_id is None or row.tries >= len(WAITS):
        return _noted(call_pk, CallState.FAILED, status, problem)
    return _noted(call_pk, CallState.WAITING, status, problem)


@transaction.atomic
def _noted(call_pk: int, state: CallState, status: int | None, problem: str) -> PostbackCall:
    """Keep how a call went; one that still waits is made again later."""
    row = lock_call(call_pk)
    if row.state != CallState.WAITING:
        return row
    row.state, row.status, row.problem = state, status, problem
    row.tries += 1
    if state == CallState.WAITING:
        defer(send, at=now() + WAITS[row.tries - 1], call_pk=call_pk)
    else:
        row.done_at = now()
    row.save(update_fields=["state", "status", "problem", "tries", "done_at"])
    return row


def filled(address: str, values: Mapping[str, str]) -> str:
    """An address with its macros filled in."""
    return _BRACES.sub(lambda found: quote(values.get(found[1], ""), safe=""), address)


def _values(row: PostbackCall) -> dict[str, str]:
    partner: Partner = row.postback.partner
    if row.client is None:
        return {"click": "test", "tag": "test", "step": row.step, "client": "test",
                "amount": "0", "currency": "USD"}  # fmt: skip
    funnel = Funnel.objects.select_related("click").get(client=row.client)
    paid = row.step == Step.DEPOSITED and funnel.deposit is not None
    return {
        "click": funnel.click.public_id if funnel.click else "",
        "tag": funnel.click.tag if funnel.click else "",
        "step": row.step,
        "client": client_ref(partner.public_id, row.client.public_id),
        "amount": f"{funnel.deposit.normalize():f}" if paid and funnel.deposit else "",
        "currency": funnel.deposit_currency if paid else "",
    }


def _signed(row: PostbackCall, address: str) -> dict[str, str]:
    """Headers that prove who calls: HMAC-SHA256 of “time.address” with the secret."""
    at = f"{int(now().timestamp())}"
    key = str(row.postback.secret["key"]).encode()
    digest = hmac.new(key, f"{at}.{address}".encode(), hashlib.sha256).hexdigest()
    return {
        "BrokerDesk-Call": f"{row.postback.public_id}-{row.pk}",
        "BrokerDesk-Signature": f"t={at},v1={digest}",
    }
