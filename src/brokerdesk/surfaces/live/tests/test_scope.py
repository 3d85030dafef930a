"""Who learns of which event."""

from typing import Any

import pytest

from brokerdesk.core.access.types import Effect, HeldGrant, Scope
from brokerdesk.core.actors import Actor
from brokerdesk.core.registry import registry
from brokerdesk.surfaces.live import scope
from brokerdesk.surfaces.live.audience import told
from brokerdesk.surfaces.live.scope import Viewer

FINN = Actor(kind="staff", id="stf_finn", label="Finn")
ALICE = Actor(kind="client", id="cli_alice", label="Alice", brand_id=1)


@pytest.fixture(autouse=True)
def topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two listeners in the office, one in the portal."""
    found = {
        "backoffice": {"deposit.": {"cashier.deposit.view"}, "open.": {None}},
        "portal": {"deposit.": {None}},
    }
    monkeypatch.setattr(scope, "_cache", found)


def grant(
    scope_: Scope = "all",
    *,
    brand: int | None = None,
    effect: Effect = "allow",
    on: str = "cashier.*",
) -> HeldGrant:
    return HeldGrant(on, scope_, effect, brand, None, frozenset())


def event(
    kind: str = "deposit.created", *, brand: int | None = 1, **payload: Any
) -> dict[str, Any]:
    return {
        "type": kind,
        "sequence": 5,
        "aggregate": "deposit:dep_1",
        "brand_id": brand,
        "payload": payload,
    }


def staff(*grants: HeldGrant) -> Viewer:
    return Viewer(FINN, "backoffice", None, "s", grants)


FULL = {"type": "deposit.created", "sequence": 5, "aggregate": "deposit:dep_1"}
THIN = {"type": "deposit.created", "sequence": 5}


@pytest.mark.parametrize(
    ("grants", "learns"),
    [
        ((grant(),), FULL),
        ((grant("brand", brand=1),), FULL),
        ((grant("own"),), THIN),
        ((grant("team"), grant("brand", brand=1)), FULL),
        ((grant("all", brand=2),), None),
        ((grant(on="partners.*"),), THIN),
        ((grant(on="partners.*", brand=2),), None),
        ((grant(), grant("all", effect="deny")), THIN),
        ((), None),
    ],
)
def test_staff_learn_within_their_scope(grants: tuple[HeldGrant, ...], learns: Any) -> None:
    assert staff(*grants).view(event(secret="x")) == learns


def test_a_client_learns_only_of_his_own() -> None:
    alice = Viewer(ALICE, "portal", 1, "s")
    assert alice.view(event(client_id="cli_alice")) == FULL
    assert alice.view(event(client_id="cli_bob")) is None
    assert alice.view(event(partner_client_ids=["cli_bob", "cli_alice"])) == FULL
    assert alice.view(event(partner_client_ids=["cli_bob"])) is None
    assert alice.view(event()) is None
    assert alice.view(event(brand=2, client_id="cli_alice")) is None
    assert alice.view(event("screening.hit", client_id="cli_alice")) is None
    own = {**event(), "aggregate": "client:cli_alice"}
    assert alice.view(own) is not None


def test_what_is_of_no_brand_is_told_to_staff_of_any() -> None:
    batch = {**event(), "brand_id": None}
    assert staff(grant("brand", brand=2)).view(batch) == THIN
    assert staff(grant()).view(batch) == FULL
    assert staff().view(batch) is None


def test_a_client_is_told_of_what_was_found_to_concern_him(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(payloads: Any, among: Any) -> frozenset[str]:
        return frozenset(payload["of"] for payload in payloads) & frozenset(among)

    monkeypatch.setattr(registry, "audiences", {"deposit.batch": find})
    batches = [
        {**event("deposit.batch", brand=None, of=client), "sequence": number}
        for number, client in ((3, "cli_alice"), (4, "cli_bob"), (5, "cli_carl"))
    ]
    (found,) = told(batches, {"cli_alice", "cli_bob", "cli_dora"})
    assert found[1] == {"cli_alice", "cli_bob"}
    assert found[0]["sequence"] == 5
    assert told(batches[1:], {"cli_alice"}) == []
    alice = Viewer(ALICE, "portal", 1, "s")
    assert alice.view(found[0]) is None
    assert alice.view_addressed(found[0]) == {"type": "deposit.batch", "sequence": 5}
    assert alice.view_addressed(event("screening.hit")) is None


def test_a_reset_reaches_everybody() -> None:
    reset = {"type": "live.reset", "sequence": None}
    assert staff().view(reset) == reset
    assert Viewer(ALICE, "portal", 1, "s").view(reset) == reset
