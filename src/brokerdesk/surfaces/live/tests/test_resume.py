"""What a page that was away for long is told."""

import pytest

from brokerdesk.core.events.models import RelayCursor
from brokerdesk.surfaces.live.admission import missed, newest
from brokerdesk.surfaces.live.audience import missed_by

pytestmark = pytest.mark.django_db


def test_a_page_older_than_what_is_kept_begins_anew() -> None:
    RelayCursor.objects.update(numbered=12, forgotten=10)
    assert missed(9, None) is None
    assert missed(10, None) == []
    assert newest() == 12, "though no event is left"
    assert missed_by("cli_alice", 9, 500) is None
    assert missed_by("cli_alice", 10, 500) == []
