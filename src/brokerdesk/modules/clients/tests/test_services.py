"""Commands about clients."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.kit.errors import InvalidInput, NotFound

from .. import rules
from ..errors import CountryNotServed, FieldLocked, LeadConverted, StaleClient, WrongStatus
from ..models import Note, StatusChange
from ..queries import client, client_by_email, client_for, lead, matching_ids
from ..services import (
    add_note,
    add_task,
    assign_owner,
    change_email,
    complete_task,
    convert_lead,
    note_lead,
    set_level,
    set_status,
    update_profile,
)
from ..testing import AT, World, actor_of, make_brand, make_client, make_staff
from ..types import LeadDraft, Registration


def test_every_change_of_status_has_a_reason(world: World) -> None:
    sam = actor_of(make_staff("Sam", "support"))
    with pytest.raises(InvalidInput):
        set_status(world.alice.public_id, "suspended", reason=" ", actor=sam, at=AT)
    with pytest.raises(InvalidInput):
        set_status(world.alice.public_id, "asleep", reason="x", actor=sam, at=AT)
    with pytest.raises(WrongStatus):
        set_status(world.alice.public_id, "active", reason="x", actor=sam, at=AT)
    for status in ("restricted", "suspended", "active", "closed", "active"):
        assert (
            set_status(world.alice.public_id, status, reason="check", actor=sam, at=AT).status
            == status
        )
    assert StatusChange.objects.filter(client_id=world.alice.pk).count() == 6


def test_facts_carry_ids_only(world: World) -> None:
    payloads = list(OutboxEvent.objects.filter(type__startswith="client").values_list("payload"))
    assert payloads
    assert "alice@example.com" not in str(payloads)


def test_personal_data_is_changed_with_before_and_after(world: World) -> None:
    sam = actor_of(make_staff("Sam", "support"))
    changed = update_profile(
        world.alice.public_id,
        {"last_name": "Albers"},
        actor=sam,
        at=AT,
        version=world.alice.version,
    )
    assert changed.name == "Alice Albers"
    entry = AuditEntry.objects.select_related("details").filter(action="clients.update").get()
    assert entry.details.before == {"last_name": "Adler"}
    assert entry.details.after == {"last_name": "Albers"}
    with pytest.raises(StaleClient):
        update_profile(
            world.alice.public_id, {"phone": ""}, actor=sam, at=AT, version=world.alice.version
        )


def test_a_verified_client_cannot_change_what_documents_proved(world: World) -> None:
    sam = actor_of(make_staff("Sam", "support"))
    set_level(world.alice.public_id, 1, actor=sam, at=AT)
    alice = actor_of(world.alice)
    with pytest.raises(FieldLocked):
        update_profile(world.alice.public_id, {"last_name": "Other"}, actor=alice, at=AT)
    update_profile(world.alice.public_id, {"phone": "+35799111222"}, actor=alice, at=AT)
    update_profile(world.alice.public_id, {"last_name": "Other"}, actor=sam, at=AT)


def test_another_address_must_be_verified_again(world: World) -> None:
    sam = actor_of(make_staff("Sam", "support"))
    changed = change_email(
        world.alice.public_id, "Alice2@example.com", reason="asked", actor=sam, at=AT
    )
    assert (changed.email, changed.email_verified_at) == ("alice2@example.com", None)
    assert client_by_email(world.northwind.pk, "ALICE2@example.com") is not None


def test_own_clients_only(world: World) -> None:
    sam, dana = make_staff("Sam", "support"), make_staff("Dana", "dealer")
    assign_owner(world.alice.public_id, sam.public_id, actor=actor_of(dana), at=AT)
    assert client(world.alice.pk).owner_staff_id == sam.public_id
    with pytest.raises(NotFound):
        assign_owner(world.alice.public_id, "stf_nobody", actor=actor_of(dana), at=AT)
    with pytest.raises(NotFound):
        client_for(actor_of(world.bob), world.alice.public_id)


def test_a_country_that_the_brand_does_not_serve(db: None) -> None:
    brand = make_brand("islands", name="Islands", countries=("CY", "MT"))
    with pytest.raises(CountryNotServed):
        make_client(brand, "Zoe", country="US")


def test_a_lead_becomes_a_client_once(world: World) -> None:
    sam = actor_of(make_staff("Sam", "support"))
    draft = LeadDraft(brand_pk=world.northwind.pk, email="lea@example.com", source="staff")
    noted = note_lead(draft, actor=sam, at=AT)
    given = Registration(
        brand_pk=world.northwind.pk,
        email="lea@example.com",
        first_name="Lea",
        last_name="Lind",
        country="SE",
    )
    made = convert_lead(noted.public_id, given, actor=sam, at=AT)
    assert lead(noted.public_id).client_id == made.public_id
    with pytest.raises(LeadConverted):
        convert_lead(noted.public_id, given, actor=sam, at=AT)


def test_notes_and_tasks(world: World) -> None:
    sam = make_staff("Sam", "support")
    with pytest.raises(InvalidInput):
        add_note(world.alice.public_id, " ", actor=actor_of(sam), at=AT)
    add_note(world.alice.public_id, "Called", actor=actor_of(sam), at=AT)
    task = add_task(
        world.alice.public_id,
        "Call again",
        assignee_staff_id=sam.public_id,
        actor=actor_of(sam),
        at=AT,
    )
    complete_task(task, actor=actor_of(sam), at=AT)
    complete_task(task, actor=actor_of(sam), at=AT)
    assert Note.objects.filter(client_id=world.alice.pk).count() == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ali", True),
        ("ALICE adl", True),
        ("alice@example.com", True),
        ("example", True),
        ("35722", True),
        ("bobby", False),
        ("' | !", False),
        ("alice:*&", True),
        ("", False),
    ],
)
def test_search_by_beginnings(world: World, text: str, found: bool) -> None:
    add_note(world.alice.public_id, "Called", actor=SYSTEM, at=AT)
    assert (world.alice.pk in matching_ids(text, Note.objects.all())) is found


def test_a_search_counts_only_what_is_in_scope(world: World) -> None:
    for row in (world.alice, world.bob):
        add_note(row.public_id, "Called", actor=SYSTEM, at=AT)
    mine = Note.objects.filter(client_id=world.alice.pk)
    assert matching_ids("example", mine, most=1) == [world.alice.pk]


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_a_clear_refusal(text: str) -> None:
    try:
        name = rules.clean_name(text, "first_name")
    except InvalidInput:
        return
    assert name == " ".join(name.split())
    assert 0 < len(name) <= 80


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2000, 5, 17), date(2018, 5, 17), 18),
        (date(2000, 5, 17), date(2018, 5, 16), 17),
    ],
)
def test_age_in_whole_years(born: date, today: date, age: int) -> None:
    assert rules.age_on(born, today) == age
