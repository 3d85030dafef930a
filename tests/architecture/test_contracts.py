"""Each import contract holds on an empty house and breaks on a planted violation."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
_CONTRACTS = [contract["id"] for contract in _CONFIG["contracts"]]
_EXTRA = [
    "brokerdesk/modules/ledger/models.py",
    "brokerdesk/adapters/trading/one/client.py",
    "brokerdesk/adapters/trading/two/client.py",
    "brokerdesk/adapters/payments/three/client.py",
]

# Contract, the file that breaks it, the import that is wrong there.
PLANTED = [
    ("floors", "brokerdesk/core/audit/planted.py", "brokerdesk.modules.ledger"),
    ("floors", "brokerdesk/modules/trading/planted.py", "brokerdesk.adapters.trading.one"),
    ("floors", "brokerdesk/newfloor/__init__.py", ""),
    ("rooms", "brokerdesk/modules/clients/planted.py", "brokerdesk.modules.cashier"),
    ("rooms", "brokerdesk/modules/ledger/planted.py", "brokerdesk.modules.staff"),
    ("rooms", "brokerdesk/modules/newroom/__init__.py", ""),
    ("private-tables", "brokerdesk/modules/cashier/planted.py", "brokerdesk.modules.ledger.models"),
    ("private-tables", "brokerdesk/surfaces/api/planted.py", "brokerdesk.modules.ledger.models"),
    ("pure-kit", "brokerdesk/kit/planted.py", "django.db"),
    ("pure-kit", "brokerdesk/kit/planted.py", "socket"),
    ("pure-ports", "brokerdesk/ports/planted.py", "django.db"),
    ("pure-engines", "brokerdesk/modules/partners/engine/planted.py", "django.db"),
    ("pure-engines", "brokerdesk/modules/partners/engine/planted.py", "brokerdesk.core.events"),
    ("pure-engines", "brokerdesk/modules/prop/engine/planted.py", "brokerdesk.core.events"),
    ("pure-adapters", "brokerdesk/adapters/trading/one/planted.py", "django.db"),
    ("pure-adapters", "brokerdesk/adapters/trading/one/planted.py", "brokerdesk.core.events"),
    (
        "adapters-apart",
        "brokerdesk/adapters/trading/one/planted.py",
        "brokerdesk.adapters.trading.two.client",
    ),
    (
        "adapters-apart",
        "brokerdesk/adapters/trading/one/planted.py",
        "brokerdesk.adapters.payments.three",
    ),
    ("wiring-only", "brokerdesk/surfaces/workers/planted.py", "brokerdesk.adapters.trading.one"),
    ("stack-leaf", "brokerdesk/core/events/planted.py", "brokerdesk.stack"),
    ("stack-pure", "brokerdesk/stack/planted.py", "brokerdesk.core.events"),
    ("street-apart", "streetsim/planted.py", "brokerdesk.kit"),
    ("house-apart", "brokerdesk/surfaces/cli/planted.py", "streetsim"),
    ("no-cycles", "brokerdesk/kit/second.py", "brokerdesk.kit.first"),
]


def _house(folder: Path) -> None:
    """Lay out the house's packages without their contents, and the contracts."""
    for package in (ROOT / "src").rglob("__init__.py"):
        parts = package.relative_to(ROOT / "src")
        if not {"tests", "migrations", "node_modules"} & set(parts.parts):
            _write(folder / "src" / parts)
    for extra in _EXTRA:
        _write(folder / "src" / extra)
        for package in (folder / "src" / extra).relative_to(folder / "src").parents[:-1]:
            _write(folder / "src" / package / "__init__.py")
    _write(folder / "src/brokerdesk/kit/first.py", "import brokerdesk.kit.second\n")
    _write(folder / "src/brokerdesk/kit/second.py")
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")


def _write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--no-logo", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_holds_on_the_empty_house(tmp_path: Path) -> None:
    _house(tmp_path)
    done = _lint(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Contracts: {len(_CONTRACTS)} kept, 0 broken." in done.stdout


@pytest.mark.parametrize(("contract", "file", "imported"), PLANTED)
def test_a_planted_violation_breaks_its_contract(
    contract: str, file: str, imported: str, tmp_path: Path
) -> None:
    _house(tmp_path)
    _write(tmp_path / "src" / file, f"import {imported}\n" if imported else "")
    done = _lint(tmp_path, "--contract", contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "0 kept, 1 broken." in done.stdout or "newfloor" in done.stdout + done.stderr


def test_no_contract_goes_unproved() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(_CONTRACTS)
