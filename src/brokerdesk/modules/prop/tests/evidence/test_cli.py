"""`brokerdesk prop verify`: what it prints, and when it is content."""

import json
from pathlib import Path

import pytest

from brokerdesk.surfaces.cli.main import main

from ...evidence import Key, pem
from .making import KEY, forged, report_of
from .test_evidence import failed


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.json"
    path.write_bytes(report_of(failed()))
    return path


def test_a_good_report_is_good(report: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["prop", "verify", str(report)]) == 0
    out = capfd.readouterr().out
    assert "ok      step: The engine decides the same again, byte for byte" in out
    assert f"note    Signed by the key {KEY.key_id}" in out
    assert out.endswith("all of it holds\n")


def test_a_changed_report_is_refused_and_the_part_named(
    report: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "changed.json"
    changed.write_bytes(report.read_bytes().replace(b'"94999.99"', b'"94999.98"', 1))
    assert main(["prop", "verify", str(changed)]) == 1
    out = capfd.readouterr().out
    assert "FAILED  signature" in out
    assert "does not hold: " in out


def test_the_house_key_can_be_named(
    report: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "house.pem"
    own.write_text(pem(KEY.public))
    assert main(["prop", "verify", str(report), "--key", str(own)]) == 0
    assert main(["prop", "verify", str(report), "--key", KEY.key_id]) == 0
    own.write_text(pem(Key(bytes(32)).public))
    capfd.readouterr()
    assert main(["prop", "verify", str(report), "--key", str(own)]) == 1
    assert "signed by a key that you did not name" in capfd.readouterr().out


def test_a_key_that_is_none_is_an_error(report: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["prop", "verify", str(report), "--key", "nobody"]) == 1
    out = capfd.readouterr()
    assert out.out == ""
    assert "give a key id of 32 or 16 digits" in out.err


def test_checks_are_given_as_json(report: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["prop", "verify", "--json", str(report)]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["ok"] is True
    assert {check["name"] for check in found["checks"]} >= {"hash", "signature", "step", "replay"}


def test_a_forger_with_a_key_of_his_own_is_found_by_the_engine(
    report: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lie = tmp_path / "lie.json"
    lie.write_bytes(
        forged(report.read_bytes(), lambda body: body["states"]["after"].update(status="active"))
    )
    assert main(["prop", "verify", str(lie)]) == 1
    assert "does not hold: step, replay" in capfd.readouterr().out


def test_a_file_that_is_not_there_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["prop", "verify", "/nowhere/report.json"]) == 1
    assert len(capfd.readouterr().err.splitlines()) == 1
