"""A disabled or archived account is offered no change that it would refuse."""

import pytest
from django.test import Client as Browser

from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office

from ..models import Account
from ..testing import World


@pytest.fixture
def admin(world: World) -> Browser:
    return office(make_staff("Ada", "administrator"))


@pytest.mark.parametrize("state", ["disabled", "archived"])
def test_the_office_offers_no_job_on_it(world: World, admin: Browser, state: str) -> None:
    where = {"account_id": world.account.public_id}
    page = url("backoffice", "trading.account", **where)
    password = url("backoffice", "trading.account_password", **where)
    assert password in admin.get(page).content.decode()
    Account.objects.update(state=state)
    assert password not in admin.get(page).content.decode()
    for answer in (admin.get(password, follow=True), admin.post(password, follow=True)):
        assert answer.redirect_chain[-1][0] == page
        assert "it takes no new password" in answer.content.decode()
