"""The partners above a client, as pages show them."""

import pytest

from brokerdesk.core.ui.testing import at_most
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.testing import START

from ..models import PartnerParent
from ..queries.people import people_from
from .conftest import Tree

pytestmark = pytest.mark.django_db


def test_the_chain_is_read_upwards_at_once(tree: Tree) -> None:
    with at_most(1):
        found = people_from(tree.partners[0].pk, now())
    assert [p.public_id for p in found] == [p.public_id for p in tree.partners]
    assert [p.status for p in found] == ["active"] * 3
    assert [p.name.split()[0] for p in found] == ["Direct", "Middle", "Top"]


def test_the_chain_is_that_of_the_instant(tree: Tree) -> None:
    direct, middle, _top = tree.partners
    PartnerParent.objects.filter(partner=middle).update(valid=(None, START))
    found = people_from(direct.pk, now())
    assert [p.public_id for p in found] == [direct.public_id, middle.public_id]
    assert people_from(None, now()) == []


def test_a_ring_ends(tree: Tree) -> None:
    direct, _middle, top = tree.partners
    PartnerParent.objects.filter(partner=top).delete()
    PartnerParent.objects.create(
        partner=top, parent=direct, valid=(None, None), reason="", recorded_by="test"
    )
    found = people_from(direct.pk, now())
    assert [p.public_id for p in found] == [p.public_id for p in tree.partners]
