"""The document tells callers how each operation refuses; the docs list every code."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import brokerdesk
from brokerdesk.kit.errors import DomainError
from brokerdesk.surfaces.api.build import build

DOCS = Path(brokerdesk.__file__).parents[2] / "docs" / "api.md"
ROW = re.compile(r"^\| ([\d, ]+) \| (`.*?) \|", re.MULTILINE)
OF_THE_KIT = {(400, "bad_request"), (400, "idempotency_key_required")}


def document() -> Any:
    return build().get_openapi_schema(path_prefix="/api/v1/")


def declared(path: str, method: str) -> set[int]:
    return {int(status) for status in document()["paths"][path][method]["responses"]}


def test_each_operation_declares_how_it_refuses() -> None:
    assert {400, 401, 403, 404, 422, 429} <= declared("/api/v1/clients/{client_id}", "get")
    assert declared("/api/v1/clients", "get") == {200, 400, 401, 403, 422, 429}
    assert {409, 412, 428} <= declared("/api/v1/clients/{client_id}", "patch")
    assert 428 not in declared("/api/v1/clients/{client_id}/status", "post")
    assert 410 in declared("/api/v1/events", "get")
    assert 410 not in declared("/api/v1/figures", "get")
    assert {201, 404, 409} <= declared("/api/v1/deposits", "post")
    assert 404 in declared("/api/v1/prop/offers", "get")


def test_a_refusal_is_a_problem_document() -> None:
    made = document()
    for status, response in made["components"]["responses"].items():
        (kind,) = response["content"]
        assert kind == "application/problem+json", status
        assert response["content"][kind]["schema"]["$ref"] == "#/components/schemas/Problem"
    assert "code" in made["components"]["schemas"]["Problem"]["required"]
    assert "Retry-After" in made["components"]["responses"]["Problem429"]["headers"]


def test_headers_that_an_operation_reads_are_named() -> None:
    paths = document()["paths"]
    pay = {p["name"]: p["required"] for p in paths["/api/v1/withdrawals"]["post"]["parameters"]}
    change = paths["/api/v1/clients/{client_id}"]["patch"]["parameters"]
    assert pay["Idempotency-Key"] is True
    assert "If-Match" in {p["name"] for p in change}


def _refusals(above: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for below in above.__subclasses__():
        if below.__module__.startswith("brokerdesk.") and ".tests." not in below.__module__:
            yield below
        yield from _refusals(below)


def test_the_docs_list_every_code_with_its_status() -> None:
    build()
    listed = {
        (int(status), code)
        for statuses, codes in ROW.findall(DOCS.read_text())
        for status in statuses.split(",")
        for code in re.findall(r"`(\w+)`", codes)
    }
    known = {(e.status, e.code) for e in _refusals() if e.status < HTTPStatus.INTERNAL_SERVER_ERROR}
    assert listed == known | OF_THE_KIT
