"""Two servers never read the same groups of one platform: each deal would count twice."""

from collections.abc import Mapping
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.kit.masks import overlap
from brokerdesk.modules.clients.testing import make_staff, office

from ..errors import ConfigInvalid, PlatformShared
from ..models import Group, Server
from ..services.servers import NewServer, add_server, update_server
from ..services.sharing import refuse_empty_mask
from ..testing import World
from .test_server_forms import given

CONFIGS: dict[str, tuple[dict[str, object], dict[str, object], dict[str, object]]] = {
    # as it is there, the same said otherwise, and another platform
    "mt5": (
        {"host": "mt5.example.com", "login": 1, "password": "x"},
        {"host": "MT5.example.com", "port": 443, "login": 2, "password": "y"},
        {"host": "mt5.example.com", "port": 444, "login": 1, "password": "x"},
    ),
    "mt4": (
        {
            "base_url": "https://bridge.example.com",
            "authority": "https://id.example.com",
            "client_id": "a",
            "client_secret": "x",
        },
        {
            "base_url": "https://Bridge.example.com/",
            "authority": "https://id.example.com",
            "client_id": "b",
            "client_secret": "y",
            "platform": "Live",
        },
        {
            "base_url": "https://two.example.com",
            "authority": "https://id.example.com",
            "client_id": "a",
            "client_secret": "x",
        },
    ),
    "ctrader": (
        {
            "rest_url": "https://live.example.com",
            "host": "live.example.com",
            "plant": "p1",
            "environment": "live",
            "broker": "North",
            "login": 1,
            "password": "x",
        },
        {
            "rest_url": "https://live.example.com:8443",
            "host": "LIVE.example.com",
            "plant": "p1",
            "environment": "live",
            "broker": "South",
            "login": 2,
            "password": "y",
        },
        {
            "rest_url": "https://live.example.com",
            "host": "live.example.com",
            "port": 5012,
            "plant": "p1",
            "environment": "live",
            "broker": "North",
            "login": 1,
            "password": "x",
        },
    ),
}


def new(world: World, kind: str, code: str, config: Mapping[str, object], mask: str = "*") -> Any:
    entity = world.brand.entity_id
    return add_server(NewServer(code, f"Server {code}", kind, entity, config, mask), actor=SYSTEM)


@pytest.mark.parametrize("kind", sorted(CONFIGS))
def test_the_same_groups_of_one_platform_are_refused(world: World, kind: str) -> None:
    first, again, other = CONFIGS[kind]
    new(world, kind, "one", first)
    with pytest.raises(PlatformShared, match=r"Server one \(one\)") as refused:
        new(world, kind, "two", again)
    assert refused.value.field == "group_mask"
    assert not Server.objects.filter(code="two").exists()
    new(world, kind, "three", other)


@pytest.mark.parametrize("kind", sorted(CONFIGS))
def test_separate_groups_of_one_platform_are_allowed(world: World, kind: str) -> None:
    first, again, _other = CONFIGS[kind]
    new(world, kind, "one", first, "real*")
    two = new(world, kind, "two", again, "demo*")
    with pytest.raises(PlatformShared):
        update_server(two.public_id, actor=SYSTEM, group_mask="demo*,real*")
    assert Server.objects.get(code="two").group_mask == "demo*"
    update_server(two.public_id, actor=SYSTEM, title="Renamed", group_mask="demo*,test*")


def test_known_groups_of_either_server_decide(world: World) -> None:
    first, again, _other = CONFIGS["mt5"]
    one = new(world, "mt5", "one", first, "*usd")
    Group.objects.create(
        server_id=one.pk,
        name="realusd",
        currency="USD",
        currency_digits=2,
        margin_mode="x",
        margin_call_level=100,
        stop_out_level=50,
        synced_at=now(),
    )
    with pytest.raises(PlatformShared):
        new(world, "mt5", "two", again, "real*")


def test_a_server_moves_to_no_platform_that_is_read(world: World) -> None:
    first, again, other = CONFIGS["mt5"]
    new(world, "mt5", "one", first)
    two = new(world, "mt5", "two", other)
    with pytest.raises(PlatformShared):
        update_server(two.public_id, actor=SYSTEM, config=again)


def test_a_server_out_of_use_reads_nothing(world: World) -> None:
    first, again, _other = CONFIGS["mt5"]
    one = new(world, "mt5", "one", first)
    update_server(one.public_id, actor=SYSTEM, enabled=False)
    new(world, "mt5", "two", again)
    with pytest.raises(PlatformShared, match="Server two"):
        update_server(one.public_id, actor=SYSTEM, enabled=True)


def test_the_form_says_it_at_the_groups(world: World) -> None:
    first, again, _other = CONFIGS["mt5"]
    new(world, "mt5", "one", first)
    admin = office(make_staff("Ada", "administrator"))
    values = given(admin, "mt5", **{f"config_{name}": str(v) for name, v in again.items()})
    answer = admin.post(url("backoffice", "trading.server_new", kind="mt5"), values)
    assert answer.status_code == 422
    assert "Server one (one)" in answer.context["form"].errors["group_mask"][0]


@pytest.mark.parametrize(
    ("one", "other", "groups", "common"),
    [
        ("*", "demo*", (), True),
        ("real*, demo*", "demo*,REAL*", (), True),
        ("real*", "demo*", ("real1", "demo1"), False),
        ("*,!demo*", "demo*", ("demo1", "real1"), False),
        ("*,!demo*", "real*", (), True),
        (r"real*,!real\vip*", r"real\vip*", (), False),
        ("*usd", "real*", (), False),
        ("*usd", "real*", ("realUSD",), True),
    ],
)
def test_masks_overlap(one: str, other: str, groups: tuple[str, ...], common: bool) -> None:
    assert overlap(one, other, groups) is common
    assert overlap(other, one, groups) is common


def test_a_mask_without_any_known_group_is_refused(world: World) -> None:
    """Its gateway would read nothing, and say that all is well."""
    Group.objects.create(
        server=world.server, name="real\\std", currency="USD", currency_digits=2,
        margin_mode="retail_hedged", margin_call_level=100, stop_out_level=50, synced_at=now(),
    )  # fmt: skip
    world.server.config = CONFIGS["mt5"][0]
    world.server.save()
    admin = office(make_staff("Ada", "administrator"))
    path = url("backoffice", "trading.server_change", server_id=world.server.public_id)
    form = admin.get(path).context["form"]
    values = {name: str(field.initial) for name, field in form.fields.items() if field.initial}
    answer = admin.post(path, {**values, "enabled": "", "group_mask": "reel*"})
    assert answer.status_code == 422
    [error] = answer.context["form"].errors["group_mask"]
    assert "real\\std" in error
    assert Server.objects.get().group_mask == "*"
    assert admin.post(path, {**values, "enabled": "", "group_mask": "real*"}).status_code == 303


def test_a_mask_is_judged_by_groups_that_are_known() -> None:
    refuse_empty_mask("real*", [])
    refuse_empty_mask("real*,!real\\vip*", ["demo", "real\\std"])
    with pytest.raises(ConfigInvalid, match="2 groups"):
        refuse_empty_mask("real*,!real\\vip*", ["demo", "real\\vip1"])
