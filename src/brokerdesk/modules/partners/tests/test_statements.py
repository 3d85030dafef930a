"""Statements: equal to the ledger, half open, as a page, CSV and PDF."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.core.ui.pdf import BrandedPdf
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.trading.testing import START

from ..models import Accrual
from ..queries.statements import statement
from ..services import accrue_batch, pay_out
from ..services.adjustments import approve_adjustment
from ..services.disputes import Claim, accept, open_dispute
from ..ui.statement_pdf import statement_pdf
from .conftest import Tree

FINN, CAROL = (Actor("staff", f"stf_{name}", name) for name in ("finn", "carol"))
DAY = timedelta(days=1)
D = Decimal


@pytest.fixture
def booked(tree: Tree) -> Tree:
    """Two deals, a payout with a residue, a corrected line, a corrected period."""
    for lots, at in (("1.2345", START), ("2", START + DAY)):
        for batch in tree.ingest(tree.world.closing(lots=lots, at=at)):
            accrue_batch(batch, at=at)
    direct = tree.partners[0]
    line = Accrual.objects.filter(level=1).latest("pk")
    pay_out(direct.public_id, "USD", actor=FINN, at=START + 2 * DAY)
    claims = (
        (Claim(text="x", accrual_id=line.public_id), D(13)),
        (Claim(text="y", since=START, until=START + DAY, currency="USD"), D("0.00000001")),
    )
    for claim, amount in claims:
        found = open_dispute(direct.public_id, claim, actor=FINN, at=START + 3 * DAY)
        row = accept(found.public_id, amount, "right", actor=FINN, at=START + 3 * DAY)
        approve_adjustment(row.public_id, actor=CAROL, at=START + 3 * DAY)
    return tree


def test_a_statement_equals_the_ledger_at_both_ends(booked: Tree) -> None:
    found = statement(booked.partners[0], "USD", START, START + 4 * DAY)
    assert found.proved
    assert found.opening == 0
    assert [(line.kind, line.label, line.count, line.amount) for line in found.lines[:3]] == [
        ("adjustment", "EURUSD", 1, 13),
        ("commission", "EURUSD", 2, D("19.407")),
        ("reversal", "EURUSD", 1, -12),
    ]
    assert found.totals[3:] == [
        ("correction", D("0.00000001")),
        ("payout", D("-19.41")),
        ("rounding", D("0.003")),
    ]
    assert found.closing == D("1.00000001")


def test_periods_are_half_open_and_join(booked: Tree) -> None:
    direct = booked.partners[0]
    days = [
        statement(direct, "USD", START + n * DAY, START + (n + 1) * DAY, by="client")
        for n in range(-1, 4)
    ]
    assert all(day.proved for day in days)
    for before, after in pairwise(days):
        assert before.closing == after.opening
    assert [len(day.lines) for day in days] == [0, 1, 1, 2, 3]
    assert statement(direct, "EUR", START, START + DAY).proved


def test_a_statement_is_printed_with_letters_of_many_languages(booked: Tree) -> None:
    found = statement(booked.partners[0], "USD", START, START + 4 * DAY)
    body = statement_pdf(found, brand(booked.world.brand.pk))
    assert body.startswith(b"%PDF-")
    pdf = BrandedPdf("Northwind", "#206bc4", "x")
    assert pdf.known("Łukasz Жуков Ωμέγα 漢 −1") == "Łukasz Жуков Ωμέγα ? −1"
