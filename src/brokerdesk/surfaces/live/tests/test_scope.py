"""Who learns of which event."""

from typing import Any

import pytest

from brokerdesk.core.access.types import Effect, HeldGrant, Scope
from brokerdesk.core.actors import Actor
from brokerdesk.surfaces.live import scope
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


def test_a_reset_reaches_everybody() -> None:
    reset = {"type": "live.reset", "sequence": None}
    assert staff().view(reset) == reset
    assert Viewer(ALICE, "portal", 1, "s").view(reset) == reset
