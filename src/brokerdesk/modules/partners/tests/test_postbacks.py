"""Postbacks: each step told once, signed, tried again until it was taken."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from brokerdesk.core.access.errors import RateLimited
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.callout import CallFailed
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import fixed, now
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.kit.texts import Marked
from brokerdesk.modules.trading.testing import START, make_client

from ..errors import PostbackNotFound
from ..models import Postback, PostbackCall
from ..services.programme.clicking import Visit, note_click
from ..services.programme.funnel import arrived, paid_in
from ..services.programme.masking import client_ref
from ..services.programme.postbacks import (
    WAITS,
    add_postback,
    queue_calls,
    send_call,
    stop_postback,
    try_postback,
)
from ..types import Step
from .conftest import Tree

ADDRESS = "https://tracker.example/p?c={click}&t={tag}&s={step}&w={client}&a={amount}&k={currency}"


@dataclass
class Outside:
    """A far system that answers in turn; the last answer stays."""

    answers: list[int | None]
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, address: str, headers: Mapping[str, str]) -> int:
        self.asked.append((address, headers))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise CallFailed(Marked("no connection"))
        return answer


def postback(tree: Tree, *steps: Step, address: str = ADDRESS) -> Postback:
    return add_postback(tree.partners[0].public_id, address, steps, actor=SYSTEM, at=START)


def came(tree: Tree, name: str = "Nina") -> str:
    direct = tree.partners[0]
    visit = Visit(
        brand_pk=direct.brand_id, code=direct.code, campaign="", tag="a b&c", visitor=name,
        address="203.0.113.7", user_agent="Mozilla/5.0 Firefox",
    )  # fmt: skip
    note_click(visit, at=now())
    client_id = str(make_client(tree.world.brand, name).public_id)
    arrived(client_id, code="", visitor=name, at=now())
    return client_id


def test_each_chosen_step_of_a_client_is_told_once(tree: Tree) -> None:
    made = postback(tree, Step.DEPOSITED)
    client_id = came(tree)
    paid_in(client_id, Decimal("250.50000000"), "EUR", at=now())
    drain()
    call = PostbackCall.objects.get()
    partner_id = tree.partners[0].public_id
    assert queue_calls(partner_id, Step.DEPOSITED, client_id, at=now()) == 0
    far = Outside([204])
    done = send_call(call.pk, outside=far)
    assert (done.state, done.status, done.tries) == ("sent", 204, 1)
    send_call(call.pk, outside=far)
    ((address, headers),) = far.asked
    click = call.client.funnel.click if call.client else None
    assert click is not None
    ref = client_ref(partner_id, client_id)
    assert address == (
        f"https://tracker.example/p?c={click.public_id}&t=a%20b%26c&s=deposited&w={ref}&a=250.5&k=EUR"
    )
    assert client_id not in address
    stamp, _comma, given = headers["BrokerDesk-Signature"].partition(",v1=")
    text = f"{stamp.removeprefix('t=')}.{address}".encode()
    assert hmac.new(made.secret["key"].encode(), text, hashlib.sha256).hexdigest() == given


def test_a_call_that_fails_is_made_again_later(tree: Tree) -> None:
    postback(tree, Step.REGISTERED)
    came(tree)
    drain()
    call = PostbackCall.objects.get()
    far = Outside([None, 500, 200])
    with fixed(now()):
        later = now() + WAITS[0]
        first = send_call(call.pk, outside=far)
        assert (first.state, first.status, str(first.problem)) == ("waiting", None, "no connection")
        jobs = ProcrastinateJob.objects.filter(task_name__endswith="postbacks.send")
        assert jobs.filter(scheduled_at=later).count() == 1
    assert send_call(call.pk, outside=far).status == 500
    done = send_call(call.pk, outside=far)
    assert (done.state, done.tries, str(done.problem)) == ("sent", 3, "")
    assert len({headers["BrokerDesk-Call"] for _address, headers in far.asked}) == 1


def test_after_eight_times_it_has_failed(tree: Tree) -> None:
    postback(tree, Step.REGISTERED)
    came(tree)
    drain()
    call, far = PostbackCall.objects.get(), Outside([503])
    states = [send_call(call.pk, outside=far).state for _ in range(10)]
    assert states == ["waiting"] * 7 + ["failed"] * 3
    assert len(far.asked) == 8


def test_a_stopped_address_is_told_no_more(tree: Tree) -> None:
    made = postback(tree, Step.REGISTERED)
    came(tree)
    drain()
    owner = tree.partners[0].public_id
    with pytest.raises(PostbackNotFound):
        stop_postback(tree.partners[1].public_id, made.public_id, actor=SYSTEM, at=START)
    stop_postback(owner, made.public_id, actor=SYSTEM, at=START)
    far = Outside([200])
    assert send_call(PostbackCall.objects.get().pk, outside=far).state == "failed"
    came(tree, "Omar")
    drain()
    assert (PostbackCall.objects.count(), far.asked) == (1, [])
    with pytest.raises(PostbackNotFound):
        try_postback(owner, made.public_id, at=START)


def test_a_test_call_is_made_once(tree: Tree) -> None:
    made = postback(tree, Step.ACTIVE)
    call = try_postback(tree.partners[0].public_id, made.public_id, at=START)
    far = Outside([404])
    done = send_call(call.pk, outside=far)
    assert (done.state, done.status, done.client) == ("failed", 404, None)
    assert "w=test" in far.asked[0][0]
    for _ in range(5):
        try_postback(tree.partners[0].public_id, made.public_id, at=START)
    with pytest.raises(RateLimited):
        try_postback(tree.partners[0].public_id, made.public_id, at=START)


@pytest.mark.parametrize(
    ("address", "steps", "at_fault"),
    [
        ("http://tracker.example/", (Step.ACTIVE,), "url"),
        ("https://10.0.0.1/", (Step.ACTIVE,), "url"),
        ("https://tracker.example/?x={email}", (Step.ACTIVE,), "url"),
        ("https://{tag}.example/", (Step.ACTIVE,), "url"),
        ("https://tracker.example/?x={tag", (Step.ACTIVE,), "url"),
        ("https://tracker.example/", (), "steps"),
        ("https://tracker.example/", (Step.CLICK,), "steps"),
    ],
)
def test_a_bad_postback_is_refused(
    tree: Tree, address: str, steps: tuple[Step, ...], at_fault: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        postback(tree, *steps, address=address)
    assert caught.value.field == at_fault
    assert not Postback.objects.exists()
