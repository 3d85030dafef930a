"""Programmes and the laboratory over REST."""

from typing import Any

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier.tests.test_rest import Api

from .conftest import PETRA, Office
from .test_lab import JOBS, QUICK


def caller(brand_pk: int, *scopes: str) -> Api:
    request = KeyRequest(title="T", scopes=scopes, brand_id=brand_pk)
    return Api(create_api_key(request, actor=PETRA, at=now())[1])


def asked(api: Api, path: str, body: Any = None, *, expect: int = 200) -> Any:
    if body is None:
        answer = api.call("get", path)
    else:
        answer = api.call("post", path, body, path)
    assert answer.status_code == expect, answer.content
    return answer.json()


def test_programmes_are_read_with_their_versions(office: Office) -> None:
    api = caller(office.people.northwind.pk, "prop:read")
    (row,) = asked(api, "/prop/programmes")["items"]
    assert (row["id"], row["state"]) == (office.id, "draft")
    (version,) = asked(api, f"/prop/programmes/{office.id}")["versions"]
    assert version["rules"]["phases"][0]["rules"][0]["anchor"] == "balance"
    assert version["source"]["template"] == "ftmo-2-step"
    other = caller(office.people.bluepeak.pk, "prop:read", "prop:write")
    assert asked(other, "/prop/programmes")["items"] == []
    asked(other, f"/prop/programmes/{office.id}", expect=404)
    wish = {"programme_id": office.id, "traders": {"own": QUICK}}
    asked(other, "/prop/lab/simulations", wish, expect=404)


def test_simulated_and_read_when_it_is_done(office: Office) -> None:
    api = caller(office.people.northwind.pk, "prop:read", "prop:write")
    wish = {"programme_id": office.id, "traders": {"own": QUICK}, "paths": 200}
    run = asked(api, "/prop/lab/simulations", wish, expect=201)
    assert (run["state"], run["result"]) == ("waiting", {})
    run_jobs(name=JOBS)
    done = asked(api, f"/prop/lab/runs/{run['id']}")
    assert (done["state"], done["result"]["all"]["paths"]) == ("done", 200)
    asked(api, "/prop/lab/simulations", wish | {"traders": {"a": {"x": "1"}}}, expect=422)
    reader = caller(office.people.northwind.pk, "prop:read")
    asked(reader, "/prop/lab/simulations", wish, expect=403)
    asked(caller(office.people.bluepeak.pk, "prop:read"), f"/prop/lab/runs/{run['id']}", expect=404)


def test_a_dry_run_over_rest(office: Office) -> None:
    api = caller(office.people.northwind.pk, "prop:read", "prop:write")
    wish = {"programme_id": office.id, "since": "2026-01-01T00:00:00Z",
            "until": "2026-12-01T00:00:00Z"}  # fmt: skip
    run = asked(api, "/prop/lab/dry-runs", wish, expect=201)
    run_jobs(name=JOBS)
    assert asked(api, f"/prop/lab/runs/{run['id']}")["result"]["cases"] == 0
    assert asked(api, f"/prop/lab/runs/{run['id']}/cases")["items"] == []
