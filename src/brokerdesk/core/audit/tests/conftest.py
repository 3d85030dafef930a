"""Fixtures of the audit's tests."""

import pytest

from brokerdesk.core import audit

from .test_audit import record, seal_all


@pytest.fixture
def sealed(fresh_db: str) -> str:
    """Give a database with five sealed entries, and its URL."""
    record(5)
    seal_all()
    assert audit.verify() == audit.AuditReport(True, 5, None, "5 sealed entries, chain whole")
    return fresh_db
