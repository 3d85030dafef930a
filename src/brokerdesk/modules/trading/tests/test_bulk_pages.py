"""Who sees a bulk job, and who may stop it."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import assign, ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import actor_of, make_staff, office

from ..models import Account, BulkJob, Position, Product
from ..services.bulk import prepare_bulk, run_bulk, start_bulk
from ..testing import World, make_account, make_brand, make_client, make_product, make_server
from ..types import BulkAction, BulkLine, BulkOrder
from .test_bulk_faults import hold

RIGHTS = ("trading.bulk.run", "trading.account.manage", "core.audit.view")


@dataclass
class Person:
    """A member of staff in front of the office."""

    actor: Actor
    browser: Browser


def person(name: str, *rights: str, brand_pk: int | None = None) -> Person:
    """Someone who holds these rights in a brand, or in all."""
    ensure_role(name.lower(), name, dict.fromkeys(rights, "all"))
    row = make_staff(name, name.lower(), brand_pk=brand_pk)
    return Person(actor_of(row), office(row))


def running_job(actor: Actor, *logins: str) -> BulkJob:
    """A job of somebody that has begun and done nothing yet."""
    lines = tuple(BulkLine(login, None) for login in logins)
    order = BulkOrder(BulkAction.LEVERAGE, {"leverage": "30"}, lines, "campaign")
    job = prepare_bulk(order, actor=actor, may=lambda account: True, at=now())
    return start_bulk(job.public_id, actor=actor, at=now())


@pytest.fixture
def job(world: World) -> BulkJob:
    """A running job on accounts of two brands."""
    other = make_brand("south")
    product = make_product(other, make_server(other, "mt5b"))
    make_account(make_client(other, "Mallory"), product, 1002)
    return running_job(person("Dora", "trading.*").actor, "1001", "1002")


def stopped(job: BulkJob, browser: Browser) -> bool:
    """Ask for its end and say whether it came."""
    browser.post(url("backoffice", "trading.bulk_stop", job_id=job.public_id))
    job.refresh_from_db()
    return job.state == "stopped"


def shown(job: BulkJob, browser: Browser) -> bool:
    """Whether both the list and the job's own page show it."""
    page = browser.get(url("backoffice", "trading.bulk_job", job_id=job.public_id))
    listed = browser.get(url("backoffice", "trading.bulk")).content.decode()
    assert (page.status_code == 200) == (job.public_id in listed)
    return page.status_code == 200


def test_a_job_of_another_brand_is_not_there(world: World, job: BulkJob) -> None:
    north = person("Nora", *RIGHTS, brand_pk=world.brand.pk)
    assert not shown(job, north.browser)
    assert not stopped(job, north.browser)


def test_who_reads_all_brands_stops_only_what_he_might_do(world: World, job: BulkJob) -> None:
    reader = person("Rita", "trading.bulk.run", "core.audit.view")
    assert shown(job, reader.browser)
    page = url("backoffice", "trading.bulk_job", job_id=job.public_id)
    assert "/stop/" not in reader.browser.get(page).content.decode()
    stop = url("backoffice", "trading.bulk_stop", job_id=job.public_id)
    assert reader.browser.post(stop).status_code == 403
    chief = person("Carl", *RIGHTS)
    assert "/stop/" in chief.browser.get(page).content.decode()
    assert stopped(job, chief.browser)


def test_a_right_in_one_of_the_jobs_brands_does_not_stop_it(world: World, job: BulkJob) -> None:
    reader = person("Rita", "trading.bulk.run", "core.audit.view")
    ensure_role("manager", "Manager", {"trading.account.manage": "all"})
    assign(reader.actor.id, "manager", brand_id=world.brand.pk)
    assert shown(job, reader.browser)
    assert not stopped(job, reader.browser)


def test_its_maker_stops_his_own(world: World) -> None:
    row = person("Dora", "trading.*", brand_pk=world.brand.pk)
    job = running_job(row.actor, "1001")
    assert shown(job, row.browser)
    assert stopped(job, row.browser)


@pytest.mark.parametrize("action", ["leverage", "group", "access", "credit", "close_all"])
def test_a_finished_job_shows_from_what_to_what(world: World, action: str) -> None:
    maker = person("Dora", "trading.*", brand_pk=world.brand.pk)
    other = make_product(world.brand, world.server, currency="EUR")
    Product.objects.filter(pk=other.pk).update(title="Other", currency="USD")
    params = {"leverage": {"leverage": "30"}, "group": {"product_id": other.public_id}}
    params["access"] = {"state": "disabled"}
    hold(world, 71, 72)
    line = BulkLine("1001", Decimal("5.00") if action == "credit" else None)
    order = BulkOrder(BulkAction(action), params.get(action, {}), (line,), "campaign")
    job = prepare_bulk(order, actor=maker.actor, may=lambda account: True, at=now())
    page = url("backoffice", "trading.bulk_job", job_id=job.public_id)
    start_bulk(job.public_id, actor=maker.actor, at=now())
    while run_bulk(job.public_id):
        pass
    Account.objects.update(leverage=30, product=other, state="disabled", credit=5)
    Position.objects.all().delete()
    [(_row, effect)] = maker.browser.get(page).context["rows"]
    assert effect == {
        "leverage": "1:100 → 1:30",
        "group": f"{world.product.title} ({world.product.group}) → Other ({other.group})",
        "access": "Active → Disabled",
        "credit": "0.00\xa0USD → 5.00\xa0USD",
        "close_all": "2 positions → 0 positions",
    }[action]  # fmt: skip
