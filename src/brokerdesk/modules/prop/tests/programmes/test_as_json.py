"""A programme taken out and brought in as JSON, and traders who draw from the past."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ...models import LabRun
from .conftest import Office


def test_out_and_in_again_is_the_same(office: Office) -> None:
    answer = office.get("prop.programme_file", programme_id=office.id)
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode()
    before = office.programme.versions.latest("number")
    body = {"text": text}
    assert office.post("prop.programme_json", body, programme_id=office.id).status_code == 303
    after = office.programme.versions.latest("number")
    assert (after.number, after.terms) == (before.number, before.terms)
    assert office.get("prop.programme_file", programme_id=office.id).content.decode() == text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["document"]["phases"][0]["rules"][0].update(amount={"percent": "x"}),
         "phases[0].rules[0].amount"),
        (lambda one: one["document"].update(clock={"zone": "Mars/Base", "reset": "00:00"}),
         "clock.zone"),
        (lambda one: one["terms"].update(colour="red"), "colour"),
        (lambda one: one.pop("terms"), "document"),
        (lambda one: one.update(terms=[]), "objects"),
    ],
)  # fmt: skip
def test_faults_name_the_key(office: Office, change: Any, said: str) -> None:
    body = json.loads(office.get("prop.programme_file", programme_id=office.id).content)
    change(body)
    answer = office.post("prop.programme_json", {"text": json.dumps(body)}, programme_id=office.id)
    assert answer.status_code == 422
    assert said in answer.content.decode()


NO_PROGRAMMES = pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "7",
        "7" * 5_000,
        '{"document": {"initial_balance": ' + "7" * 5_000 + '}, "terms": {}}',
        '{"document": {"initial_balance": 1e999}, "terms": {"split": NaN}}',
        r'{"document": {"name": "\u0000"}, "terms": {}}',
        r'{"document": {"name": "\uD800"}, "terms": {}}',
        r'{"document": {"\uDFFF": "x"}, "terms": {}}',
    ],
)


@NO_PROGRAMMES
def test_what_is_no_programme_is_said(office: Office, text: str) -> None:
    answer = office.post("prop.programme_json", {"text": text}, programme_id=office.id)
    assert answer.status_code == 422


@NO_PROGRAMMES
def test_of_a_file_too(office: Office, text: str) -> None:
    body: dict[str, object] = {"text": "", "file": SimpleUploadedFile("one.json", text.encode())}
    answer = office.post("prop.programme_json", body, programme_id=office.id)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "raw", [b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf{}", b"{}\x00", b" " * 200_001]
)
def test_a_file_of_other_bytes_is_refused(office: Office, raw: bytes) -> None:
    body: dict[str, object] = {"file": SimpleUploadedFile("one.json", raw)}
    answer = office.post("prop.programme_json", body, programme_id=office.id)
    assert answer.status_code == 422


def test_a_file_takes_the_place_of_what_is_typed(office: Office) -> None:
    text = office.get("prop.programme_file", programme_id=office.id).content
    body: dict[str, object] = {"text": "{", "file": SimpleUploadedFile("one.json", text)}
    assert office.post("prop.programme_json", body, programme_id=office.id).status_code == 303


def test_the_past_needs_its_days_and_enough_trades(office: Office) -> None:
    shown = office.get("prop.lab_simulate", programme_id=office.id)
    assert "traders of the past" in shown.content.decode()
    usual = {
        "paths": "1000", "seed": "1", "win_rate": "0.45", "reward_risk": "1.3",
        "risk_percent": "1", "trades_per_day": "2", "spread": "0.3", "adverse": "0.8",
        "coast": "0.1", "leave_percent": "1", "patience_days": "90", "funded_days": "180",
        "weight-past": "10",
    }  # fmt: skip
    answer = office.post("prop.lab_simulate", dict(usual), programme_id=office.id)
    assert answer.status_code == 422
    days = usual | {"past_since": "2026-01-01", "past_until": "2026-06-01"}
    answer = office.post("prop.lab_simulate", dict(days), programme_id=office.id)
    assert answer.status_code == 422
    assert "30 are needed" in answer.content.decode()
    assert not LabRun.objects.exists()
