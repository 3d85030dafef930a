"""A server's group mask says what is ours there: products outside it are not offered."""

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import now

from ..errors import ConfigInvalid, ProductNotFound
from ..models import Group, Product
from ..services.changes import move_to_product, siblings_of
from ..services.servers import NewProduct, add_product
from ..testing import World
from ..ui.forms import ProductForm

pytestmark = pytest.mark.django_db
INSIDE, OUTSIDE = r"live\pro-USD", r"vip\pro-USD"


@pytest.fixture
def world() -> World:
    """A server of which the groups live* are ours."""
    found = World()
    found.server.group_mask = r"live\*"
    found.server.save()
    for name in (INSIDE, OUTSIDE):
        Group.objects.create(
            server=found.server,
            name=name,
            currency="USD",
            currency_digits=2,
            margin_mode="retail_hedged",
            margin_call_level=100,
            stop_out_level=50,
            synced_at=now(),
        )
    return found


def product(world: World, group: str) -> Product:
    return Product.objects.create(
        brand=world.brand,
        server=world.server,
        code=group.partition("\\")[0],
        title=group,
        kind="live",
        group=group,
        currency="USD",
        leverages=[100],
    )


def test_an_account_moves_to_no_product_outside(world: World) -> None:
    inside, outside = product(world, INSIDE), product(world, OUTSIDE)
    assert list(siblings_of(world.account)) == [inside]
    with pytest.raises(ProductNotFound):
        move_to_product(
            world.account.public_id, outside.public_id, actor=SYSTEM, reason="asked", at=now()
        )


def test_no_product_is_made_of_a_group_outside(world: World) -> None:
    offered = str(ProductForm(actor=SYSTEM)["group"])
    assert f"{world.server.public_id}|{INSIDE}" in offered
    assert OUTSIDE not in offered
    new = NewProduct(
        brand_pk=world.brand.pk,
        server_id=world.server.public_id,
        code="pro",
        title="Pro",
        kind="live",
        group=OUTSIDE,
        leverages=(100,),
    )
    with pytest.raises(ConfigInvalid) as refused:
        add_product(new, actor=SYSTEM)
    assert refused.value.field == "group"
    assert not Product.objects.filter(code="pro").exists()
