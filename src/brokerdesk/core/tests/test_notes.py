"""A stored note is shown in its reader's language, and is plain English everywhere else."""

import copy
import json
import pickle
from decimal import Decimal
from typing import ClassVar

import pytest
from django.db import connection, models
from django.template import engines
from django.utils.html import format_html
from ninja import Schema

from brokerdesk.core.texts import Note, NoteField, note, translated
from brokerdesk.core.ui.export import bare
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

REFUSED = Marked(_("%(code)s: %(reason)s"), code=7, reason=Marked(_("no money")))


class Kept(models.Model):
    """A table with a note, made by the test."""

    why = NoteField(length=30, default="")

    objects: ClassVar["models.Manager[Kept]"] = models.Manager()

    class Meta:
        app_label = "core_tests"
        db_table = "test_notes"
        managed = False


class _Out(Schema):
    why: str


@pytest.fixture
def table(db: None) -> None:
    """Make the table for this session only."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE test_notes (id bigserial PRIMARY KEY, why text)")


def _kept(why: str) -> str:
    return Kept.objects.get(pk=Kept.objects.create(why=why).pk).why


def _raw() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT why FROM test_notes")
        text: str = cursor.fetchone()[0]
    return text


def _page(why: str) -> str:
    return str(engines["django"].from_string("{{ why }}").render({"why": why}))


@pytest.mark.usefixtures("table", "pseudo")
def test_a_note_is_read_with_its_template() -> None:
    why = _kept(note(REFUSED))
    assert why == "7: no money"
    assert translated(why) == _page(why) == format_html("{}", why) == "⟦7: ⟦no money⟧⟧"
    assert bare(why) == "⟦7: ⟦no money⟧⟧", "a list's export says what the page says"
    assert Kept.objects.values_list("why", flat=True).get() == "7: no money"
    assert _page(Kept.objects.values("why").get()["why"]) == "⟦7: ⟦no money⟧⟧"


@pytest.mark.usefixtures("table", "pseudo")
def test_a_note_is_english_for_all_but_pages() -> None:
    why = _kept(REFUSED)
    assert json.dumps({"why": why}) == '{"why": "7: no money"}'
    assert json.loads(_Out(why=why).model_dump_json()) == {"why": "7: no money"}
    assert json.dumps(_Out(why=why).model_dump()) == '{"why": "7: no money"}'
    assert f"{why}." == "7: no money."
    for same in (copy.deepcopy(why), pickle.loads(pickle.dumps(why))):
        assert (same, translated(same)) == (why, "⟦7: ⟦no money⟧⟧")


@pytest.mark.usefixtures("table", "pseudo")
def test_a_note_is_changed_and_found_like_any_text() -> None:
    holder = Kept.objects.create(why=REFUSED)
    Kept.objects.filter(why=REFUSED).update(why=Marked(_("gone")))
    holder.refresh_from_db()
    assert _page(holder.why) == "⟦gone⟧"
    holder.why = "said by a person"
    holder.save()
    assert Kept.objects.filter(why__icontains="PERSON").exists()


@pytest.mark.usefixtures("table", "pseudo")
def test_what_a_person_typed_stays_as_it_is() -> None:
    assert _kept("5 % off <b>") == _raw() == "5 % off <b>"
    assert _page("5 % off <b>") == "5 % off &lt;b&gt;"


@pytest.mark.usefixtures("table", "pseudo")
def test_nobody_types_a_template() -> None:
    typed = '\x1e{"say":"%(x)999s","with":{"x":"y"}}'
    assert _kept(typed[:30]) == _raw() == typed[1:30]


@pytest.mark.usefixtures("table", "pseudo")
def test_a_provider_s_words_are_escaped() -> None:
    why = _kept(Marked(_("said: %(words)s"), words="<b>&50% %(x)s"))
    assert _page(why) == "⟦said: &lt;b&gt;&amp;50% %(x)s⟧"


@pytest.mark.usefixtures("table", "pseudo")
def test_what_is_too_long_is_cut_and_plain() -> None:
    why = _kept(Marked(_("said: %(words)s"), words="x" * 40))
    assert why == _raw() == "said: " + "x" * 24
    assert note(Marked(_("said: %(words)s"), words="x" * 40), 8) == "said: xx"
    assert not isinstance(note(Marked(_("said: %(words)s"), words="x" * 40), 8), Marked)


@pytest.mark.usefixtures("pseudo")
def test_a_note_of_an_error_and_of_amounts() -> None:
    said = note(ValueError(Marked(_("%(amount)s lacks"), amount=Decimal("1.50"))))
    assert isinstance(said, Note)
    assert (said, _page(said)) == ("1.50 lacks", "⟦1.50 lacks⟧")
    assert note(ValueError("plain")) == "plain"


@pytest.mark.usefixtures("table")
def test_an_amount_reads_the_same_after_storing() -> None:
    assert _kept(Marked(_("%(amount)s lacks"), amount=Decimal("1.50"))) == "1.50 lacks"


def test_a_migration_names_the_length() -> None:
    _name, path, _args, options = NoteField(length=30, default="").deconstruct()
    assert (path, options) == ("brokerdesk.core.texts.NoteField", {"default": "", "length": 30})
