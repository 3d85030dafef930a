"""What is wrong with a server's connection is said at its field, all of it at once."""

import socket

import pytest
from django.test import Client as Browser

from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office
from brokerdesk.ports.trading import PlatformAway, PlatformError, PlatformRefused

from ..errors import ConfigInvalid, ConnectionFailed
from ..models import Server
from ..services import servers
from ..services.servers import platform_of
from ..testing import World


@pytest.fixture
def admin(world: World) -> Browser:
    return office(make_staff("Ada", "administrator"))


def given(admin: Browser, kind: str, **changes: str) -> dict[str, str]:
    form = admin.get(url("backoffice", "trading.server_new", kind=kind)).context["form"]
    values = {name: str(field.initial) for name, field in form.fields.items() if field.initial}
    entity = str(form.fields["entity"].choices[0][0])
    return {**values, "code": "new", "title": "New", "entity": entity, **changes}


def test_each_fault_stands_at_its_field(admin: Browser) -> None:
    path = url("backoffice", "trading.server_new", kind="mt4")
    bad = {"config_base_url": "bridge", "config_authority": "http://far.example.com"}
    answer = admin.post(path, given(admin, "mt4", **bad))
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert errors["config_base_url"] == ["Give an address such as https://example.com."]
    assert "begins with https://" in errors["config_authority"][0]
    assert errors["config_client_secret"] == ["This field is required."]
    assert "__all__" not in errors


def test_a_change_is_checked_with_what_is_stored(world: World, admin: Browser) -> None:
    Server.objects.filter(pk=world.server.pk).update(kind="mt5")
    path = url("backoffice", "trading.server_change", server_id=world.server.public_id)
    form = admin.get(path).context["form"]
    values = {name: str(field.initial) for name, field in form.fields.items() if field.initial}
    answer = admin.post(path, {**values, "config_host": "a b", "config_port": "70000"})
    assert {"config_host", "config_port"} <= set(answer.context["form"].errors)


def test_the_page_names_the_platform(admin: Browser) -> None:
    shown = admin.get(url("backoffice", "trading.server_new", kind="ctrader")).content.decode()
    assert "Add a server: cTrader" in shown


def test_certificates_keep_their_lines_and_environments_are_chosen(admin: Browser) -> None:
    shown = admin.get(url("backoffice", "trading.server_new", kind="ctrader")).content.decode()
    assert '<textarea name="config_certificate"' in shown
    assert '<option value="live"' in shown


def test_nobody_answers(admin: Browser) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        values = {"config_host": "127.0.0.1", "config_port": port, "config_login": "1"}
        path = url("backoffice", "trading.server_new", kind="mt5")
        answer = admin.post(path, given(admin, "mt5", **values, config_password="x"))
    assert answer.status_code == 422
    [error] = answer.context["form"].non_field_errors()
    assert error == f"No connection to the server: nobody answers at 127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            PlatformRefused("17", "the password is wrong"),
            "the server refused: the password is wrong",
        ),
        (PlatformAway("it is down"), "no connection to the server: it is down"),
        (PlatformError("odd"), "the server does not answer as expected: odd"),
        (ConnectionResetError(104, "x"), "no connection to the server: the connection was closed"),
        (TimeoutError(), "the server did not answer within 15 s"),
    ],
)
def test_a_failed_trial_says_what_happened(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    class Platform:
        async def connect(self, name: str) -> None:
            raise error

    monkeypatch.setattr(servers, "platform_of", lambda *_given: Platform())
    with pytest.raises(ConnectionFailed) as failed:
        servers.test_connection("mt5", {})
    assert str(failed.value) == said


def test_others_are_told_the_title_too(db: None) -> None:
    with pytest.raises(ConfigInvalid, match="Port") as refused:
        platform_of("mt5", {"host": "a", "port": 0, "login": 1, "password": "x"})
    assert refused.value.field == "config_port"


@pytest.mark.parametrize("kind", ["mt5", "ctrader"])
def test_a_host_is_asked_for_without_its_scheme(admin: Browser, kind: str) -> None:
    path = url("backoffice", "trading.server_new", kind=kind)
    answer = admin.post(path, given(admin, kind, config_host="http://mt5.example.com"))
    [error] = answer.context["form"].errors["config_host"]
    assert "ive the host alone, e.g. mt5.example.com" in error
