"""The template, copied: its tests pass where it lands, and what does not fit is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.new_adapter import ADAPTERS, UsageError, copy_template, main


def test_a_copy_passes_its_own_tests(tmp_path: Path) -> None:
    package = tmp_path / "venues"
    target = copy_template("trading", "acme_fx", package)
    for folder in (package, package / "trading"):
        (folder / "__init__.py").write_text('"""Copies."""\n')
    text = "".join(file.read_text() for file in target.rglob("*.py"))
    assert "AcmeFxPlatform" in text
    assert 'kind="acme_fx"' in text
    assert "Template" not in text
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django"]
    options = ["-o", "asyncio_mode=auto", "--rootdir", str(tmp_path), "-c", "/dev/null"]
    run = subprocess.run(
        [*command, *options, str(target)],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("mail", "acme"),
        ("trading", "Acme"),
        ("trading", "../x"),
        ("trading", ""),
        ("trading", "mt5"),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, name: str) -> None:
    before = sorted(ADAPTERS.rglob("*.py"))
    with pytest.raises(UsageError):
        copy_template(kind, name)
    assert sorted(ADAPTERS.rglob("*.py")) == before


@pytest.mark.parametrize("argv", [[], ["a", "b", "c"], ["mail", "acme"], ["mt5"]])
def test_usage_goes_to_stderr(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert capsys.readouterr().err.startswith("new-adapter: ")
