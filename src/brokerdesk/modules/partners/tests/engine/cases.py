"""Builds cases as the command reads them, and runs them through it."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from brokerdesk.surfaces.cli.main import main

from ...engine import calculate

Body = dict[str, Any]

EURUSD: Body = {
    "symbol": "EURUSD", "group": "fx_majors", "contract_size": "100000", "point": "0.00001",
    "pip": "0.0001", "quote_to_plan": "1",
}  # fmt: skip


def rule(basis: str = "lot", value: str = "1", **more: Any) -> Body:
    """One rule."""
    return {"basis": basis, "value": value, **more}


def plan(distribution: str = "level", /, **more: Any) -> Body:
    """A plan; `level` pays the direct partner 1 per unit."""
    body: Body = {"name": "P", "version": "1", "currency": "USD", "distribution": distribution}
    if distribution == "level":
        body["levels"] = ["1"]
    return body | {"rules": [rule()]} | more


def deal(deal_id: str = "d1", **more: Any) -> Body:
    """A deal of one lot that lasted an hour and gained 100 points."""
    body: Body = {
        "id": deal_id, "client": "c1", "symbol": "EURUSD", "account_type": "ECN", "lots": "1",
        "opened_at": "2026-03-01T09:00:00Z", "closed_at": "2026-03-01T10:00:00Z",
        "open_price": "1.10000", "close_price": "1.10100", "currency": "USD",
    }  # fmt: skip
    return body | more


def partners(count: int = 1, *given: Body) -> list[Body]:
    """p1 below p2 below p3 …; `given` says more of each in turn."""
    rows: list[Body] = [
        {"id": f"p{n}", "parent": f"p{n + 1}" if n < count else None} for n in range(1, count + 1)
    ]
    return [row | more for row, more in zip(rows, [*given, *[{}] * count], strict=False)]


def case(of: Body | None = None, *deals: Body, chain: int = 1, **more: Any) -> Body:
    """A case whose one client c1 is p1's; `chain` partners stand above him."""
    body: Body = {
        "plan": of or plan(),
        "partners": partners(chain),
        "clients": [{"id": "c1", "partner": "p1"}],
        "symbols": [dict(EURUSD)],
        "deals": list(deals) or [deal()],
    }
    return body | more


def text(body: Body) -> bytes:
    """A case as it stands in its file."""
    return json.dumps(body).encode()


def result(body: Body) -> Body:
    """What the engine prints for a case."""
    given: Body = json.loads(calculate(text(body)))
    return given


def lines(body: Body) -> list[Body]:
    """The accruals of a case."""
    return list(result(body)["accruals"])


def amounts(body: Body) -> list[str]:
    """The amounts of a case's accruals, in their order."""
    return [line["amount"] for line in lines(body)]


def pays(body: Body) -> list[tuple[str, str | None]]:
    """Amount and reason of a case's accruals; amounts without needless zeros."""
    return [(short(line["amount"]), line["reason"]) for line in lines(body)]


def short(amount: str) -> str:
    return amount.rstrip("0").rstrip(".")


def run(body: Body | bytes) -> int:
    """Run the command on a case; give its exit status."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "CASE.json"
        path.write_bytes(body if isinstance(body, bytes) else text(body))
        return main(["partners", "calculate", str(path)])
