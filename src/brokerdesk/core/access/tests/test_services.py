"""Roles, keys and limits: what is refused changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from brokerdesk.core.access import declare
from brokerdesk.core.access.errors import (
    BadApiKey,
    GrantBeyondOwn,
    NoSuchRole,
    RateLimited,
    UnknownPermission,
)
from brokerdesk.core.access.limits import forget, take
from brokerdesk.core.access.models import ApiKey, Assignment, Grant, RateBucket
from brokerdesk.core.access.queries import assignments_of, roles, staff_with_role
from brokerdesk.core.access.services import (
    KeyRequest,
    assign,
    authenticate_key,
    create_api_key,
    ensure_role,
    revoke_api_key,
    set_grants,
    unassign,
    unassign_all,
)
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.errors import DomainError, InvalidInput, NotFound

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FINN = Actor(kind="staff", id="stf_finn", label="Finn")
declare("svctest.a", "A")
declare("svctest.b", "B")


def test_a_role_is_made_once_and_gains_what_it_lacks() -> None:
    ensure_role("r", "R", {"svctest.a": "brand"})
    ensure_role("r", "R", {"svctest.a": "all", "svctest.b": "own"})
    (role,) = [r for r in roles() if r.code == "r"]
    assert role.grants == (("svctest.a", "brand", "allow"), ("svctest.b", "own", "allow"))


def test_unknown_permissions_are_refused() -> None:
    with pytest.raises(UnknownPermission):
        ensure_role("r", "R", {"svctest.nothing": "all"})
    assert not Grant.objects.filter(permission="svctest.nothing").exists()


def test_nobody_gives_what_he_lacks() -> None:
    ensure_role("small", "Small", {"svctest.a": "brand"})
    ensure_role("big", "Big", {"svctest.a": "brand", "svctest.b": "all"})
    assign(FINN.id, "small", brand_id=1)
    assign("stf_new", "small", brand_id=1, actor=FINN)
    for code, brand in (("big", 1), ("small", 2), ("small", None)):
        with pytest.raises(GrantBeyondOwn):
            assign("stf_other", code, brand_id=brand, actor=FINN)
    assert not Assignment.objects.filter(staff_id="stf_other").exists()
    with pytest.raises(GrantBeyondOwn):
        set_grants("small", {"svctest.a": "brand", "svctest.b": "own"}, actor=FINN)


def test_roles_are_taken_back() -> None:
    ensure_role("r", "R", {"svctest.a": "all"})
    assign(FINN.id, "r", brand_id=1)
    assign(FINN.id, "r", brand_id=1)
    assign(FINN.id, "r", brand_id=2)
    assert len(assignments_of([FINN.id])[FINN.id]) == 2
    assert unassign(FINN.id, "r", brand_id=1) == 1
    assert staff_with_role("r") == [FINN.id]
    assert unassign_all(FINN.id) == 1
    assert staff_with_role("r") == []
    with pytest.raises(NoSuchRole):
        assign(FINN.id, "nothing")


def make(**changes: Any) -> tuple[str, str]:
    wanted = KeyRequest(**{"title": "Robot", "scopes": ("x:read",), **changes})
    row, token = create_api_key(wanted, actor=SYSTEM, at=AT)
    return row.public_id, token


def test_a_key_is_shown_once_and_only_its_digest_is_kept() -> None:
    key_id, token = make(brand_id=3)
    stored = ApiKey.objects.get(public_id=key_id)
    assert token not in (stored.sha256, stored.prefix)
    assert authenticate_key(token, ip="10.0.0.1", at=AT).brand_id == 3
    assert ApiKey.objects.get().last_used_at == AT


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"scopes": ()},
        {"rate_per_minute": 0},
        {"expires_at": AT},
        {"allowed_ips": ("not-an-ip",)},
    ],
)
def test_a_senseless_key_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        make(**changes)
    assert not ApiKey.objects.exists()


def test_bad_expired_revoked_and_foreign_keys_are_refused() -> None:
    _id, short = make(expires_at=AT + timedelta(hours=1))
    _id, local = make(allowed_ips=("10.0.0.0/8",))
    key_id, gone = make()
    revoke_api_key(key_id, actor=SYSTEM, at=AT)
    revoke_api_key(key_id, actor=SYSTEM, at=AT)
    late = AT + timedelta(hours=2)
    for token, ip, at in (
        ("bdk_unknown", "10.0.0.1", AT),
        (short, "10.0.0.1", late),
        (local, "192.0.2.7", AT),
        (local, "", AT),
        (gone, "10.0.0.1", AT),
    ):
        with pytest.raises(BadApiKey):
            authenticate_key(token, ip=ip, at=at)
    with pytest.raises(NotFound):
        revoke_api_key("key_none", actor=SYSTEM, at=AT)


def test_a_bucket_empties_and_fills_again() -> None:
    for _n in range(3):
        take("k", per_minute=60, burst=3, at=AT)
    for _n in range(3):
        with pytest.raises(RateLimited) as refused:
            take("k", per_minute=60, burst=3, at=AT)
        assert refused.value.retry_after_s == 1
        assert isinstance(refused.value, DomainError)
    take("other", per_minute=60, burst=3, at=AT)
    take("k", per_minute=60, burst=3, at=AT + timedelta(seconds=1))
    with pytest.raises(RateLimited):
        take("k", per_minute=60, burst=3, at=AT + timedelta(seconds=1))
    take("k", per_minute=60, burst=3, at=AT + timedelta(hours=1))
    assert forget(AT + timedelta(minutes=30)) == 1
    assert RateBucket.objects.count() == 1
