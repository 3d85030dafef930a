"""The promises the other tests stand on."""

import socket
import urllib.request

import nats
import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from .sockets import OutsideWorld


def _session() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        user, database = cursor.fetchone() or ("", "")
    return str(user), str(database)


@pytest.mark.django_db
def test_tests_run_as_the_application_role_on_the_workers_clone() -> None:
    user, database = _session()
    assert user == "brokerdesk_app"
    assert database.startswith("test_")


def test_a_fresh_database_takes_commits_and_holds_no_others(fresh_db: str) -> None:
    user, database = _session()
    assert user == "brokerdesk_app"
    assert database.startswith("fresh_")
    ContentType.objects.create(app_label="harness", model="committed")
    with psycopg.connect(fresh_db) as other:
        counted = other.execute(
            "SELECT count(*) FROM django_content_type WHERE app_label = 'harness'"
        )
        assert counted.fetchone() == (1,)


@pytest.mark.django_db
def test_nothing_of_a_fresh_database_reaches_the_workers_clone() -> None:
    assert not ContentType.objects.filter(app_label="harness").exists()


async def test_the_bus_has_jetstream(nats_url: str, nats_prefix: str) -> None:
    client = await nats.connect(nats_url)
    try:
        stream = client.jetstream()
        await stream.add_stream(name=f"{nats_prefix}-evt", subjects=[f"{nats_prefix}.evt.*"])
        ack = await stream.publish(f"{nats_prefix}.evt.0", b"{}")
        assert ack.seq == 1
    finally:
        await client.close()


def test_no_test_leaves_the_machine() -> None:
    with pytest.raises(OutsideWorld), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(OSError, match="loopback only"):
        urllib.request.urlopen("http://example.org/", timeout=1)
