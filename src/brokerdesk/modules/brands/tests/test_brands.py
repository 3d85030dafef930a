"""Brands: made, changed with history, found by host."""

from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import visit
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.clients.testing import AT, World, make_staff, office
from brokerdesk.modules.compliance.queries import levels

from ..errors import CodeTaken, StaleBrand
from ..queries import brand, brand_by_host, entity
from ..services import BrandDraft, EntityDraft, create_brand, create_entity, update_brand


def test_a_host_finds_its_brand(world: World) -> None:
    found = brand_by_host("NORTHWIND.localhost")
    assert found is not None
    assert found.public_id == world.northwind.public_id
    assert found.currencies == ("USD", "EUR")
    assert entity(found.entity_pk).base_currency == "USD"
    assert brand_by_host("nobody.localhost") is None


def test_a_new_brand_begins_with_levels(world: World) -> None:
    drain(twice=True)
    assert [level.index for level in levels(world.bluepeak.pk)] == [0, 1]


def test_changes_are_kept_in_history_and_held_against_the_version(world: World) -> None:
    changed = update_brand(
        world.northwind.public_id, {"name": "Northwind"}, actor=SYSTEM, at=AT, version=1
    )
    assert (changed.name, changed.version) == ("Northwind", 2)
    with pytest.raises(StaleBrand):
        update_brand(world.northwind.public_id, {"name": "Other"}, actor=SYSTEM, at=AT, version=1)
    history = apps.get_model("brands", "BrandEvent").objects.filter(pgh_obj_id=changed.pk)
    assert list(history.order_by("pgh_id").values_list("name", flat=True)) == [
        "Northwind Markets",
        "Northwind",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "no host"),
        ("host", "localhost"),
        ("base_currency", "usd$"),
        ("countries", ("XX",)),
        ("reporting_zone", "Mars/Olympus"),
        ("colour", "red"),
        ("minimum_age", 17),
        ("support_email", "nobody"),
        ("name", " "),
        ("name", "x" * 81),
    ],
)
def test_bad_settings_change_nothing(world: World, field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        update_brand(world.northwind.public_id, {field: value}, actor=SYSTEM, at=AT)
    assert refused.value.field == field
    assert brand(world.northwind.pk) == world.northwind


def test_codes_and_hosts_are_taken_once(world: World) -> None:
    with pytest.raises(CodeTaken):
        create_entity(
            EntityDraft(code="northwind-ltd", name="X", country="CY", base_currency="USD"),
            actor=SYSTEM,
            at=AT,
        )
    draft = BrandDraft(
        entity_id=world.northwind.entity_id,
        code="other",
        name="Other",
        host="northwind.localhost",
        base_currency="USD",
        support_email="a@example.com",
    )
    with pytest.raises(CodeTaken):
        create_brand(draft, actor=SYSTEM, at=AT)
    with pytest.raises(CodeTaken):
        update_brand(world.bluepeak.public_id, {"host": "northwind.localhost"}, actor=SYSTEM, at=AT)


def test_pages_are_for_administrators(world: World) -> None:
    admin, sam = office(make_staff("Ada", "administrator")), office(make_staff("Sam", "support"))
    for name in ("brands.list", "brands.entities", "brands.offices", "brands.new"):
        assert admin.get(url("backoffice", name)).status_code == 200
        assert sam.get(url("backoffice", name)).status_code == 403
        assert visit("office.localhost").get(url("backoffice", name)).status_code == 302


def test_settings_are_changed_on_the_page(world: World) -> None:
    admin = office(make_staff("Ada", "administrator"))
    path = url("backoffice", "brands.edit", brand_id=world.northwind.public_id)
    form = {
        "name": "Northwind",
        "host": "northwind.localhost",
        "base_currency": "USD",
        "currencies": "USD EUR GBP",
        "countries": ["CY", "DE"],
        "reporting_zone": "Europe/Nicosia",
        "support_email": "help@northwind.example",
        "colour": "#0f6e6e",
        "minimum_age": "18",
        "terms_version": "2",
        "terms_text": "Be good.",
        "registration_open": "on",
        "version": "1",
    }
    assert admin.post(path, form | {"minimum_age": "12"}).status_code == 422
    assert admin.post(path, form).status_code == 303
    assert admin.post(path, form).status_code == 422
    row = brand(world.northwind.pk)
    assert (row.currencies, row.countries) == (("USD", "EUR", "GBP"), ("CY", "DE"))
