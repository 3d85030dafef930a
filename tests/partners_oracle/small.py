"""Small cases written out: one client, a chain of partners, one symbol, usually one deal."""

from typing import Any

from .world import Row

Values = dict[str, Any]


def deal(**changes: Any) -> Row:
    """Write a deal of one lot EURUSD that lasted an hour."""
    return {
        "id": "d1",
        "client": "c1",
        "symbol": "EURUSD",
        "account_type": "ECN",
        "lots": "1",
        "opened_at": "2026-03-01T10:00:00Z",
        "closed_at": "2026-03-01T11:00:00Z",
        "open_price": "1.10000",
        "close_price": "1.10100",
        "currency": "USD",
        **changes,
    }


def rule(basis: str = "lot", value: str = "1", **changes: Any) -> Row:
    """Write a rule."""
    return {"basis": basis, "value": value, **changes}


def chain(*partners: Values) -> list[Row]:
    """Write partners p1, p2, … each the child of the next."""
    return [
        {"id": f"p{k}", "parent": f"p{k + 1}" if k < len(partners) else None, **partner}
        for k, partner in enumerate(partners, start=1)
    ]


def case(plan: Values, partners: list[Row], *deals: Row, **changes: Any) -> Row:
    """Write a case whose client is p1's for ever."""
    return {
        "plan": {
            "name": "Plan",
            "version": "1",
            "currency": "USD",
            "rules": [rule()],
            **plan,
        },
        "partners": partners,
        "clients": [{"id": "c1", "partner": "p1"}],
        "symbols": [symbol()],
        "deals": list(deals) or [deal()],
        **changes,
    }


def symbol(**changes: str) -> Row:
    """Write EURUSD."""
    return {
        "symbol": "EURUSD",
        "group": "fx_majors",
        "contract_size": "100000",
        "point": "0.00001",
        "pip": "0.0001",
        "quote_to_plan": "1",
        **changes,
    }
