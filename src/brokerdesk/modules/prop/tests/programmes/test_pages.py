"""Programmes in the back office: who may, templates, the editor, versions."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.tests.visitors import words_of

from ...catalogue_data import templates
from ...documents import programme_of
from ...engine import fingerprint
from ...engine.explain import explained
from ...errors import ProgrammeInvalid
from ...models import Programme, ProgrammeVersion
from ...services.programmes import Draft, edit_draft, publish
from ...services.templates import resized
from ...terms import read_terms, terms_json
from ...ui.programmes.differing import rules_differences, terms_differences
from ...ui.programmes.rules_form import RulesForm
from ...ui.programmes.sentences import told
from ...ui.programmes.terms_form import GROUPS, shown
from .conftest import Office


class TestProgrammeList(ResourceMatrix):
    listing, secret = True, "Northwind Two"

    def address(self) -> str:
        return url("backoffice", "prop.programmes")


class TestTemplateList(ResourceMatrix):
    hidden, secret = (200, 404), "Topstep-style Combine"

    def address(self) -> str:
        return url("backoffice", "prop.programme_templates")


class TestBlank(ResourceMatrix):
    listing, secret = True, "Northwind Markets"

    def address(self) -> str:
        return url("backoffice", "prop.programme_new")


class _Page(ResourceMatrix):
    name = ""

    @pytest.fixture(autouse=True)
    def _office(self, office: Office) -> None:
        self.office = office

    def address(self) -> str:
        return url("backoffice", self.name, programme_id=self.office.id)


class TestProgramme(_Page):
    name, secret = "prop.programme", "90,000"


class TestRules(_Page):
    name, secret = "prop.programme_rules", "Verification"


class TestTerms(_Page):
    name, secret = "prop.programme_terms", "Demo USD"


class TestClone(_Page):
    name, secret = "prop.programme_clone", "two-step-100k-2"


class TestName(_Page):
    name, secret = "prop.programme_name", "Northwind Two"


class TestDryRun(_Page):
    name, secret = "prop.lab_dry_run", "Northwind Two"


class TestSimulate(_Page):
    name, secret = "prop.lab_simulate", "Northwind Two"


class TestLab(ResourceMatrix):
    listing, secret = True, "Laboratory"

    def address(self) -> str:
        return url("backoffice", "prop.lab")

    def wrong_brand_sees_nothing(self, visitors: Any) -> None:
        """An empty list of his own."""
        assert visitors.wrong_brand.get(self.address()).status_code == 200


def typed(document: dict[str, Any]) -> dict[str, object]:
    """What a browser posts of the form as it opens."""
    form = RulesForm(None, body=explained(programme_of(document)))
    found: dict[str, object] = {
        name: form.initial[name] for name in ("title", "size", "currency", "zone", "reset")
    }
    for phase in form.phases:
        for name in phase.fields:
            value = phase.initial.get(name, phase.fields[name].initial)
            if value is not None and value is not False:
                found[f"{phase.prefix}-{name}"] = "on" if value is True else value
    return found


@pytest.mark.parametrize("code", templates())
def test_what_the_editor_shows_it_reads_again(code: str) -> None:
    one = templates()[code]
    for size in one.sizes:
        document = one.document(size["initial"])
        body = explained(programme_of(document))
        form = RulesForm(typed(document), body=body)
        assert form.is_valid(), form.errors
        assert form.programme is not None
        assert sorted_rules(explained(form.programme)) == sorted_rules(body)


def sorted_rules(body: dict[str, Any]) -> dict[str, Any]:
    """A programme whose rules stand in one order."""
    phases = [phase | {"rules": sorted(phase["rules"], key=lambda rule: rule["rule"])}
              for phase in body["phases"]]  # fmt: skip
    return body | {"phases": phases}


def test_the_rules_are_told_with_their_figures(office: Office) -> None:
    version = ProgrammeVersion.objects.get()
    sentences = {
        str(rule.rule): rule.text for rule in told(programme_of(version.document))[0].rules
    }
    said = sentences["max_daily_loss"]
    assert "(00:00 Prague) less 5 % of" in said
    assert "95,000" in said
    assert "110,000" in sentences["profit_target"]


def test_a_change_is_kept_as_draft_and_seen(office: Office) -> None:
    body = typed(ProgrammeVersion.objects.get().document)
    answer = office.post(
        "prop.programme_rules", body | {"phase-0-profit_target-amount": "8"}, programme_id=office.id
    )
    assert answer.status_code == 303
    kept = ProgrammeVersion.objects.get()
    assert kept.document["phases"][0]["rules"][2]["amount"] == {"percent": "8", "of": "initial"}


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"phase-0-max_daily_loss-amount": "x"}, "phase-0-max_daily_loss-amount"),
        ({"phase-1-max_overall_loss-floor_at": "-1"}, "phase-1-max_overall_loss-floor_at"),
        ({"phase-0-consistency": "on", "phase-0-consistency-max_share": "most"},
         "phase-0-consistency-max_share"),
        ({"zone": "Mars/One"}, "zone"),
        ({"reset": "25:00"}, "reset"),
        ({"size": "0"}, "size"),
        ({"phase-2-split": "3"}, "phase-2-split"),
        ({"phase-0-name": ""}, "phase-0-name"),
    ],
)  # fmt: skip
def test_a_fault_is_said_at_its_field(office: Office, bad: dict[str, str], field: str) -> None:
    version = ProgrammeVersion.objects.get()
    answer = office.post(
        "prop.programme_rules", typed(version.document) | bad, programme_id=office.id
    )
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert ProgrammeVersion.objects.get().document == version.document


def test_phases_come_and_go_without_being_kept(office: Office) -> None:
    body = typed(ProgrammeVersion.objects.get().document)
    more = office.post("prop.programme_rules", body | {"more": "1"}, programme_id=office.id)
    assert "phase-3-name" in more.content.decode()
    less = office.post("prop.programme_rules", body | {"remove": "1"}, programme_id=office.id)
    assert "phase-1-name" not in less.content.decode()
    assert len(ProgrammeVersion.objects.get().document["phases"]) == 3


def test_doubts_are_said_while_it_is_typed(office: Office) -> None:
    body = typed(ProgrammeVersion.objects.get().document)
    changed = body | {"phase-0-max_days": "on", "phase-0-max_days-days": "2"}
    said = words_of(office.post("prop.programme_check", changed, programme_id=office.id))
    assert "the phase expires before so many days can count" in said
    assert "less 5 % of" in said
    broken = office.post("prop.programme_check", body | {"size": "x"}, programme_id=office.id)
    assert "give a decimal" in words_of(broken)


def test_published_once_and_then_a_new_version(office: Office) -> None:
    assert office.post("prop.programme_publish", {}, programme_id=office.id).status_code == 303
    first = ProgrammeVersion.objects.get()
    assert first.fingerprint == fingerprint(programme_of(first.document))
    body = typed(first.document) | {"phase-0-profit_target-amount": "9"}
    office.post("prop.programme_rules", body, programme_id=office.id)
    numbers = ProgrammeVersion.objects.order_by("number").values_list("number", "fingerprint")
    assert list(numbers) == [(1, first.fingerprint), (2, "")]
    said = words_of(office.get("prop.programme", programme_id=office.id))
    assert "Challenge › Profit target › At least" in said
    drain()


def test_retired_and_offered_again(office: Office) -> None:
    for name, state in (("publish", "offered"), ("retire", "retired"), ("offer", "offered")):
        office.post(f"prop.programme_{name}", {}, programme_id=office.id)
        office.programme.refresh_from_db()
        assert office.programme.state == state
    office.get("prop.programme_retire", programme_id=office.id)
    office.programme.refresh_from_db()
    assert office.programme.state == "offered"


def test_a_template_becomes_a_draft_of_its_size(office: Office) -> None:
    given = {
        "brand": office.people.northwind.pk, "title": "Combine", "code": "combine", "fee": "49.00",
        "size": "50000", "variant": "daily", "products": [office.product.public_id],
    }  # fmt: skip
    assert office.post("prop.programme_from", given, code="topstep-combine").status_code == 303
    version = ProgrammeVersion.objects.get(programme__code="combine")
    assert version.document == templates()["topstep-combine"].document("50000", "daily")
    assert version.source["as_of"] == "2026-11-23"
    page = words_of(office.get("prop.programme", programme_id=version.programme.public_id))
    assert "Not confirmed" in page
    again = office.post("prop.programme_from", given, code="topstep-combine")
    assert again.status_code == 422


def test_a_reading_of_other_sizes_is_refused(office: Office) -> None:
    given = {
        "brand": office.people.northwind.pk, "title": "A", "code": "a", "fee": "49.00",
        "size": "25000", "variant": "legacy", "products": [office.product.public_id],
    }  # fmt: skip
    answer = office.post("prop.programme_from", given, code="apex-intraday")
    assert answer.status_code == 422
    assert not Programme.objects.filter(code="a").exists()


def test_a_programme_of_another_brand_cannot_be_begun(office: Office) -> None:
    given = {
        "brand": office.people.bluepeak.pk, "title": "A", "code": "a", "fee": "1", "family": "A",
        "kind": "challenge", "currency": "USD", "initial_balance": "5000",
        "products": [office.product.public_id],
    }  # fmt: skip
    assert office.post("prop.programme_new", given).status_code in (403, 422)
    mine = office.post("prop.programme_new", given | {"brand": office.people.northwind.pk})
    assert mine.status_code == 303
    assert Programme.objects.get(code="a").versions.get().document["initial_balance"] == "5000"


def test_a_competition_has_no_target(office: Office) -> None:
    given = {
        "brand": office.people.northwind.pk, "title": "Cup", "code": "cup", "fee": "1",
        "family": "Cup", "kind": "competition", "currency": "USD", "initial_balance": "5000",
        "products": [office.product.public_id],
    }  # fmt: skip
    assert office.post("prop.programme_new", given).status_code == 303
    version = ProgrammeVersion.objects.get(programme__code="cup")
    (phase,) = version.document["phases"]
    assert [rule["rule"] for rule in phase["rules"]] == ["max_overall_loss"]
    target = {"rule": "profit_target", "amount": {"percent": "10", "of": "initial"}}
    version.document["phases"] = [phase | {"rules": [*phase["rules"], target]}]
    version.save()
    with pytest.raises(ProgrammeInvalid, match="ends by time"):
        publish(version.programme.public_id, actor=SYSTEM, at=now())
    version.document["phases"] = [phase]
    version.save()
    assert publish(version.programme.public_id, actor=SYSTEM, at=now()).published_at


def test_another_size_fits_money_and_keeps_percent(office: Office) -> None:
    given: dict[str, object] = {"size": "50000", "title": "Half", "code": "half", "fee": "300"}
    assert office.post("prop.programme_clone", given, programme_id=office.id).status_code == 303
    version = ProgrammeVersion.objects.get(programme__code="half")
    assert version.terms["fee"]["amount"] == "300"
    assert (
        version.document["phases"]
        == ProgrammeVersion.objects.get(programme=office.programme).document["phases"]
    )
    combine = resized(templates()["topstep-combine"].document("50000"), Decimal(100000))
    (loss, *_rest) = combine["phases"][0]["rules"]
    assert (loss["amount"], loss["lock"]) == ({"money": "4000"}, {"floor_at": "100000"})


def test_terms_are_kept_and_faults_stand_at_their_field(office: Office) -> None:
    terms = ProgrammeVersion.objects.get().terms
    given: dict[str, object] = {
        "fee-amount": "600", "products": terms["products"], "split": "0.80, 0.90",
        "first_payout-days": "14", "first_payout-starts": "first_trade", "cycle-kind": "days",
        "cycle-number": "14", "minimum": "20", "flat": "on", "identity-level": "1",
        "identity-when": "before_funding", "review-when": "never",
        "breach_profit-policy": "forfeit", "max_share": "1",
    }  # fmt: skip
    answer = office.post("prop.programme_terms", given, programme_id=office.id)
    assert answer.status_code == 303, words_of(answer)
    assert ProgrammeVersion.objects.get().terms["fee"]["amount"] == "600"
    for bad, field in (({"split": "2"}, "split"), ({"split": "0.5"}, "split"),
                       ({"review-when": "at_or_above"}, "review-size"),
                       ({"cap": "5"}, "cap")):  # fmt: skip
        refused = office.post("prop.programme_terms", given | bad, programme_id=office.id)
        assert refused.status_code == 422
        assert f'id="id_{field}_error"' in refused.content.decode()


def test_a_programme_is_called_anew_and_its_rules_stay(office: Office) -> None:
    before = ProgrammeVersion.objects.get().document
    given: dict[str, object] = {
        "title": "Two steps", "family": "Classic", "summary": "A target of 8 %.", "sort": "5",
    }  # fmt: skip
    answer = office.post("prop.programme_name", given, programme_id=office.id)
    assert answer.status_code == 303, words_of(answer)
    row = Programme.objects.get(public_id=office.id)
    assert (row.title, row.family, row.summary, row.sort) == (
        "Two steps", "Classic", "A target of 8 %.", 5,
    )  # fmt: skip
    assert ProgrammeVersion.objects.get().document == before
    refused = office.post("prop.programme_name", given | {"title": ""}, programme_id=office.id)
    assert refused.status_code == 422


def test_differences_are_told_in_the_editors_words() -> None:
    body = explained(programme_of(templates()["ftmo-2-step"].document("10000")))
    other = deepcopy(body)
    phases: Any = other["phases"]
    phases[0]["rules"][0]["amount"]["percent"] = "4"
    phases[0]["rules"][0]["anchor"] = "equity"
    phases[2]["split"] = "0.90"
    even = {"rule": "consistency", "denominator": "net", "max_share": "0.4", "strict": False}
    phases[2]["rules"].append(even)
    found = rules_differences(body, other)
    assert ("Challenge › Daily loss › At most", "5", "4") in found
    assert ("Funded › Trader's share when funded", "0.8", "0.90") in found
    assert ("Funded › Best day › Share of", "", "the whole profit") in found
    assert ("Funded › Best day › Less than it, not equal", "", "No") in found
    assert rules_differences(body, body) == []


def test_changes_name_products_those_out_of_use_too(office: Office) -> None:
    rows = apps.get_model("trading", "Product").objects
    other = rows.get(pk=office.product.pk)
    other.pk, other.public_id, other.code, other.title = None, "prd_raw", "raw", "Raw demo"
    other.save()
    version = publish(office.id, actor=SYSTEM, at=now())
    terms = version.terms | {"products": ["prd_raw"]}
    edit_draft(office.id, Draft(version.document, terms), actor=SYSTEM, at=now())
    rows.filter(pk=office.product.pk).update(enabled=False)
    page = office.get("prop.programme", programme_id=office.id).content.decode()
    platform = "(MetaTrader 5)"
    assert f"<del>{office.product.title} {platform}</del> → <ins>Raw demo {platform}</ins>" in page
    assert office.product.public_id not in page


def test_every_place_of_the_terms_has_words() -> None:
    given = {
        "fee": {"amount": "500", "currency": "USD"}, "products": ["a"], "split": ["0.8"],
        "scaling": {"step_percent": "25", "cap": "2000000", "months": 4, "min_net_percent": "10",
                    "rewards": 2}, "extension": {"days": 5},
        "news_profit": {"share": "0.5"},
    }  # fmt: skip
    terms = terms_json(read_terms(given))
    named = {name for _title, names in GROUPS for name in names}
    assert set(shown(terms)) - named == {"fee-currency"}
    other: Any = deepcopy(terms)
    other["first_payout"] = {"days": 7, "starts": "activation"}
    other["products"], other["cap"] = ["a", "b"], "900"
    assert terms_differences(terms, other, {"b": "Two (MetaTrader 5)"}) == [
        ("Price › Products, one per platform", "a", "a, Two (MetaTrader 5)"),
        ("Rewards › First reward after, days", "14", "7"),
        ("Rewards › First reward after, days › counted from", "the first trade",
         "the account's start"),
        ("Rewards › At most", "", "900"),
    ]  # fmt: skip


def test_the_editors_say_whose_rules_and_terms_they_are(office: Office) -> None:
    for name in ("prop.programme_rules", "prop.programme_terms"):
        page = office.get(name, programme_id=office.id).content.decode()
        assert "· Northwind Two</h1>" in page
