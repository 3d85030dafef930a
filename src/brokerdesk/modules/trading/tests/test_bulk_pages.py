"""Who sees a bulk job, and who may stop it."""

from dataclasses import dataclass

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import assign, ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import actor_of, make_staff, office

from ..models import BulkJob
from ..services.bulk import prepare_bulk, start_bulk
from ..testing import World, make_account, make_brand, make_client, make_product, make_server
from ..types import BulkAction, BulkLine, BulkOrder

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
