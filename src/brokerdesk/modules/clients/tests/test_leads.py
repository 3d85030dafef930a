"""Leads on the pages of those who follow them, and of those who only look."""

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now

from ..services import convert_lead, note_lead
from ..testing import World, make_staff, make_world, office
from ..types import LeadDraft, LeadRow, Registration


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def lead(world: World) -> LeadRow:
    draft = LeadDraft(
        brand_pk=world.northwind.pk, source="staff", email="lea@example.com", first_name="Lea"
    )
    return note_lead(draft, actor=SYSTEM, at=now())


def test_a_lead_leads_only_those_to_its_page_who_may_open_it(lead: LeadRow) -> None:
    address = url("backoffice", "leads.edit", lead_id=lead.public_id)
    for role, opens in (("support", True), ("compliance", False)):
        browser = office(make_staff(role.title(), role))
        page = browser.get(url("backoffice", "leads.list")).content.decode()
        assert "lea@example.com" in page
        assert (f'href="{address}"' in page) is opens
        assert browser.get(address).status_code == (200 if opens else 403)


def test_a_converted_lead_shows_its_client(world: World, lead: LeadRow) -> None:
    given = Registration(
        brand_pk=world.northwind.pk,
        email="lea@example.com",
        first_name="Lea",
        last_name="Moss",
        country="CY",
    )
    client = convert_lead(lead.public_id, given, actor=SYSTEM, at=now())
    address = url("backoffice", "leads.edit", lead_id=lead.public_id)
    page = office(make_staff("Sue", "support")).get(address).content.decode()
    assert "This lead is a client now" in page
    assert url("backoffice", "clients.card", client_id=client.public_id) in page
    assert 'name="status"' not in page
