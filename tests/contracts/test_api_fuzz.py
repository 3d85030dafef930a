"""Whatever is sent to the REST API, it answers by its rules and never with a failure of ours."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.rest import scopes
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_world
from brokerdesk.modules.compliance.services import ensure_brand_defaults, grant_level
from brokerdesk.modules.partners.services import apply_as_partner, approve_partner
from brokerdesk.modules.partners.services.programme.keys import make_key
from brokerdesk.surfaces.api.build import build
from tests.harness.worlds import Keeper

EXAMPLES = 15
ODD = [
    "", "\x00", "é" * 300, "-1", "0", "9" * 40, "1e999", "NaN", "Infinity", "0.000000001", "null",
    "2026-13-45", "0001-01-01", "0001-01-01T00:00:00+14:00", "6253-12-31T02:59:32-17:18",
    "[" * 200, "W0luZmluaXR5XQ", "' OR 1=1 --", "\ud7ff",
]  # fmt: skip


def _operations() -> Iterator[Any]:
    document = build().get_openapi_schema(path_prefix="/api/v1/")
    plain = json.loads(json.dumps(document, default=str))
    for found in schemathesis.openapi.from_dict(plain).get_all_operations():
        if not isinstance(found, Ok):
            raise TypeError("the document describes an operation that cannot be read")
        yield found.ok()


class Known:
    """Ids that exist, so that what is drawn gets past the first look-up, and keys."""

    def __init__(self) -> None:
        world = make_world()
        for brand in (world.northwind, world.bluepeak):
            ensure_brand_defaults(brand.pk)
        grant_level(world.alice.public_id, 1, reason="test", actor=SYSTEM, at=now())
        self.ids = {"client_id": world.alice.public_id, "brand": world.northwind.public_id}
        wanted = KeyRequest(title="fuzz", scopes=scopes(), rate_per_minute=100_000)
        self.token = create_api_key(wanted, actor=SYSTEM, at=now())[1]

    def own_token(self) -> str:
        """Make Alice a partner; give a key of her own."""
        client_id = self.ids["client_id"]
        partner = apply_as_partner(client_id, actor=SYSTEM)
        approve_partner(partner.public_id, actor=SYSTEM, at=now())
        actor = Actor("client", client_id, "Alice")
        return make_key(partner.public_id, "fuzz", disputes=True, actor=actor, at=now())[1]


@pytest.fixture(scope="module")
def known(keep: Keeper) -> Known:
    """What every operation finds."""
    return keep(Known)


def _mixed(data: Any, drawn: object, known: Mapping[str, str]) -> Any:
    """Put ids that exist, or odd values, in place of some of what was drawn."""
    if not isinstance(drawn, dict):
        return drawn
    mixed = {str(name): value for name, value in drawn.items()}
    for name in mixed:
        choice = data.draw(st.integers(0, 3))
        if choice == 0:
            mixed[name] = data.draw(st.sampled_from(ODD))
        elif name in known and choice < 3:
            mixed[name] = known[name]
    return mixed


def _send(
    visitor: Client, case: Any, data: Any, known: Mapping[str, str], token: str
) -> HttpResponse:
    path = case.operation.path
    for name, value in _mixed(data, dict(case.path_parameters or {}), known).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    query = urlencode(_mixed(data, dict(case.query or {}), known), doseq=True, errors="replace")
    body = _mixed(data, case.body, known) if case.operation.body else None
    answer = visitor.generic(
        case.method.upper(),
        f"{path}?{query}",
        b"" if body is None else json.dumps(body, default=str).encode(errors="replace"),
        content_type=case.media_type or "application/json",
        headers={
            "Host": "office.localhost",
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": data.draw(st.sampled_from(["a", "b", "x" * 129])),
            "If-Match": data.draw(st.sampled_from(["*", '"1"', "nonsense"])),
        },
    )
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.django_db
@pytest.mark.parametrize("operation", list(_operations()), ids=lambda found: found.label)
def test_no_input_makes_it_fail(operation: Any, known: Known) -> None:
    cache.clear()
    own = "Partner's own" in operation.definition.raw.get("tags", ())
    token = known.own_token() if own else known.token
    visitor = Client(raise_request_exception=False)  # each would load the middleware anew

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def run(data: Any) -> None:
        case = data.draw(operation.as_strategy())
        answer = _send(visitor, case, data, known.ids, token)
        told = answer.content[:500]
        assert answer.status_code < 500, told
        assert str(answer.status_code) in operation.definition.raw["responses"], told
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json", told
            assert json.loads(answer.content)["code"], told

    run()
