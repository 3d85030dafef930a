"""What an API key must hold for each job on accounts."""

from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import now

from ..models import AccountRequest, Operation
from ..testing import World

JOBS = [
    ("leverage", {"leverage": 30}, "accounts:manage"),
    ("product", {"product_id": "prd_none"}, "accounts:manage"),
    ("access", {"state": "read_only"}, "accounts:manage"),
    ("credit", {"amount": "5.00"}, "credit:write"),
    ("corrections", {"amount": "5.00"}, "corrections:write"),
    ("positions/77/close", {}, "positions:close"),
    ("orders/88/cancel", {}, "positions:close"),
]
SCOPES = {"accounts:read", "accounts:write", *(scope for _job, _body, scope in JOBS)}


def ask(world: World, job: str, body: dict[str, Any], *scopes: str) -> Any:
    """Ask for a job with a new key of these scopes."""
    wanted = KeyRequest(title="Test", scopes=scopes, brand_id=world.brand.pk)
    token = create_api_key(wanted, actor=SYSTEM, at=now())[1]
    headers = {"host": "localhost", "authorization": f"Bearer {token}", "idempotency-key": "k1"}
    path = f"/api/v1/accounts/{world.account.public_id}/{job}"
    data = {"reason": "x", **body}
    return Browser(headers=headers).post(path, data, content_type="application/json")


@pytest.mark.parametrize(("job", "body", "scope"), JOBS)
def test_a_job_asks_for_its_own_scope(
    world: World, job: str, body: dict[str, Any], scope: str
) -> None:
    """A key made for opening accounts can do no more than it could when it was made."""
    refused = ask(world, job, body, *(SCOPES - {scope}))
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert not Operation.objects.exists()
    assert not AccountRequest.objects.exists()
    assert ask(world, job, body, scope).status_code != 403
