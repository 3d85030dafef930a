"""The plan editor: every distribution, faults at their field, an example, versions."""

from typing import Any

import pytest

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix

from ..engine import parse_plan
from ..models import PlanVersion
from ..ui.plan_editor import shown
from ..ui.plan_example import example
from ..ui.plan_page import changed
from .shop import Shop

RULE = {"rule-0-basis": "lot", "rule-0-value": "10", "rule-0-charge_on": "close"}


def change(shop: Shop, name: str = "partners.plan_change", **body: object) -> Any:
    """Post the form of another version."""
    return shop.visitors.right.post(url("backoffice", name, plan_id=shop.plan_id), body)


@pytest.mark.parametrize(
    ("given", "body", "amounts"),
    [
        ({"distribution": "level", "levels": "6, 3"}, {"levels": ["6", "3"]}, "6 3 0"),
        ({"distribution": "ratio", "levels": "0.5, 0.1"}, {"levels": ["0.5", "0.1"]}, "5 1 0"),
        ({"distribution": "difference"}, {}, "3 2 2"),
        ({"distribution": "rank_slices", "slices": "Bronze 1, Old Silver 2"},
         {"slices": [{"rank": "Bronze", "value": "1"}, {"rank": "Old Silver", "value": "2"}]},
         "1 2 0"),
        ({"distribution": "level", "levels": "6, 3", "overriding": "0.10, 0.05"},
         {"overriding": ["0.10", "0.05"]}, "6 3 0.6 0 0.6"),
        ({"distribution": "rank_slices", "slices": "Bronze 1, Gold 2", "same_rank_bonus": "0.10"},
         {"same_rank_bonus": "0.10"}, "1 0 0.1 2"),
        ({"distribution": "split", "keep": "0.60, 0.70"}, {"keep": ["0.60", "0.70"]}, "6 2.8 1.2"),
        ({"distribution": "percent_of_sub", "percent_of_sub": "0.20"},
         {"percent_of_sub": "0.20"}, "10 2 0.4"),
    ],
)  # fmt: skip
def test_each_distribution_is_saved_and_shown_again(
    shop: Shop, given: dict[str, str], body: dict[str, object], amounts: str
) -> None:
    assert change(shop, **RULE, **given, check="1").status_code == 200
    assert PlanVersion.objects.count() == 1
    assert change(shop, **RULE, **given).status_code == 303
    stored = PlanVersion.objects.latest("pk").body
    assert body.items() <= stored.items()
    read = parse_plan(stored, currency="USD")
    lines = example(read, shop.people.northwind.pk).lines
    assert " ".join(f"{line.amount.normalize():f}" for line in lines) == amounts
    for name, value in given.items():
        assert shown(stored)[name] == value


def test_more_rules_than_the_form_holds_are_refused_not_cut_off(shop: Shop) -> None:
    given = {name.removeprefix("rule-0-"): value for name, value in RULE.items()}
    rules = {f"rule-{n}-{name}": value for n in range(61) for name, value in given.items()}
    answer = change(shop, **rules, distribution="level", levels="6")
    assert answer.status_code == 422
    assert "More than 60 rules are changed as JSON" in answer.content.decode()
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"levels": "6, x"}, "levels"),
        ({"levels": "6", "min_points": "a"}, "min_points"),
        ({"levels": "6", "cap_per_day": "-1"}, "cap_per_day"),
        ({"levels": "6", "max_total": "5"}, "max_total"),
        ({"levels": "6", "time_zone": "Mars/One"}, "time_zone"),
        ({"distribution": "split", "keep": "2"}, "keep"),
        ({"distribution": "percent_of_sub", "percent_of_sub": "1"}, "percent_of_sub"),
        ({"distribution": "rank_slices", "slices": "Gold"}, "slices"),
        ({"levels": "6", "overriding": "0.1, 2"}, "overriding"),
        ({"levels": "6", "overriding": "0.5", "max_total": "8"}, "max_total"),
        ({"levels": "6", "share": "0.4"}, "share"),
        ({"levels": "6", "rule-0-value": "x"}, "rule-0-value"),
        ({"levels": "6", "rule-0-symbol_group": "nowhere"}, "rule-0-symbol_group"),
        ({"levels": "6", "rule-0-partner": "ptr_x"}, "rule-0-partner"),
    ],
)
def test_a_fault_is_said_at_its_field(shop: Shop, bad: dict[str, str], field: str) -> None:
    answer = change(shop, **{**RULE, **bad})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert PlanVersion.objects.count() == 1


def test_all_faults_are_said_at_once(shop: Shop) -> None:
    bad = {"levels": "6, x, y", "min_points": "a", "time_zone": "Mars/One", "max_total": "-"}
    said = change(shop, **{**RULE, **bad}).content.decode()
    for field in bad:
        assert f'id="id_{field}_error"' in said
    assert "entry 2: give a decimal string" in said
    assert "entry 3: give a decimal string" in said


def test_rows_are_added_and_removed_without_saving(shop: Shop) -> None:
    given = {**RULE, "levels": "6", "rule-1-basis": "lot", "rule-1-value": "1",
             "rule-1-charge_on": "close", "rule-1-symbol": "EURUSD"}  # fmt: skip
    more = change(shop, **given, more="1").content.decode()
    assert 'name="rule-2-basis"' in more
    fewer = change(shop, **given, remove="1")
    assert fewer.status_code == 200
    assert 'name="rule-1-basis"' not in fewer.content.decode()
    assert PlanVersion.objects.count() == 1


def test_two_rules_of_one_scope_are_refused_by_number(shop: Shop) -> None:
    answer = change(shop, **RULE, levels="6", **{"rule-1-basis": "pip", "rule-1-value": "1",
                                                  "rule-1-charge_on": "both"})  # fmt: skip
    assert answer.status_code == 422
    assert "Rule 2: another rule has the same scope" in answer.content.decode()


def test_rules_that_meet_are_named(shop: Shop) -> None:
    rules = [
        {"basis": "lot", "symbol": "EURUSD"},
        {"basis": "lot", "account_type": "ECN"},
        {"basis": "lot"},
    ]
    plan = parse_plan({"distribution": "level", "levels": ["1"], "rules": rules}, currency="USD")
    (met,) = example(plan, shop.people.northwind.pk).meets
    assert met.endswith("rule 2 is used.")


def test_the_page_follows_what_is_typed(shop: Shop) -> None:
    live = change(shop, "partners.plan_check", **RULE, levels="4, 2").content.decode()
    assert "1 lots × 4 USD" in live
    assert "faults" not in live
    wrong = change(shop, "partners.plan_check", **RULE, levels="4, x").content.decode()
    assert "decimal string" in wrong
    address = url("backoffice", "partners.plan_check", plan_id=shop.plan_id)
    part = shop.visitors.right.post(f"{address}?part=shares", {"distribution": "split"})
    assert 'id="id_keep"' in part.content.decode()
    assert 'id="id_levels"' not in part.content.decode()
    assert PlanVersion.objects.count() == 1


def test_json_is_checked_and_saved(shop: Shop) -> None:
    body = '{"distribution": "level", "levels": ["9"], "rules": [{"basis": "lot"}]}'
    checked = change(shop, "partners.plan_body", plan=body, check="1")
    assert "This is a plan." in checked.content.decode()
    assert PlanVersion.objects.count() == 1
    for bad in ("{", "[]", '{"distribution": "level"}', '{"x": 1}'):
        assert change(shop, "partners.plan_body", plan=bad, check="1").status_code == 422
    assert change(shop, "partners.plan_body", plan=body).status_code == 303
    page = url("backoffice", "partners.plan", plan_id=shop.plan_id)
    text = shop.visitors.right.get(page).content.decode()
    assert "levels[1]" in text
    assert list(changed({"a": ["1", "2"]}, {"a": ["1"], "b": {"c": 3}})) == [
        ("a[2]", "2", ""),
        ("b.c", "", "3"),
    ]


class TestPlanPage(ResourceMatrix):
    @pytest.fixture(autouse=True)
    def _shop(self, shop: Shop) -> None:
        self.shop = shop

    def address(self) -> str:
        return url("backoffice", "partners.plan", plan_id=self.shop.plan_id)
