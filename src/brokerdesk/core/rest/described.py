"""What the OpenAPI document says of refusals and of headers, for every operation alike."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from .problems import TYPE

F = TypeVar("F", bound=Callable[..., Any])
Document = dict[str, Any]

MEANINGS = {
    400: "The request cannot be read, or a header that it needs is missing.",
    401: "There is no key, or it is not good here.",
    403: "The key, or the state of the client, does not allow this.",
    404: "There is none, or it belongs to another brand.",
    409: "The present state does not allow it, or the Idempotency-Key was used for other input.",
    410: "Events so old are no longer kept: read the rows afresh.",
    412: "It was changed since it was read.",
    422: "A value is not acceptable; `errors` names the field.",
    428: "The change needs If-Match.",
    429: "Too many requests; wait for Retry-After seconds.",
}
PROBLEM: Document = {
    "type": "object",
    "title": "Problem",
    "description": "A refusal (RFC 9457). Nothing was changed.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:brokerdesk:problem:not_found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable: what programs decide by."},
        "detail": {"type": "string", "description": "For people."},
        "details": {"type": "object", "additionalProperties": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                    "in": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
HEADERS = {
    "Idempotency-Key": "1 to 128 printable characters, new for each payment.",
    "If-Match": "The ETag that was read.",
}


def takes_header(name: str, *, required: bool) -> Callable[[F], F]:
    """Say in the document that an operation reads a header; put it below the route."""

    def mark(view: F) -> F:
        vars(view)["_header"] = {
            "name": name,
            "in": "header",
            "required": required,
            "description": HEADERS[name],
            "schema": {"type": "string"},
        }
        return view

    return mark


def header_of(view: Callable[..., Any]) -> Document:
    """What an operation's view adds to its description."""
    header = getattr(view, "_header", None)
    return {"parameters": [header]} if header else {}


def describe_refusals(document: Document) -> None:
    """Add the problem documents that each operation may answer with."""
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    content = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": text, "content": content, **_headers(status)}
        for status, text in MEANINGS.items()
    }
    for path, method, operation in _operations(document):
        for status in _refusals(path, method, operation):
            reference = {"$ref": f"#/components/responses/Problem{status}"}
            operation["responses"].setdefault(status, reference)


def _headers(status: int) -> Document:
    if status != 429:
        return {}
    return {"headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}}


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _refusals(path: str, method: str, operation: Document) -> list[int]:
    """Which refusals an operation has: by its door, its path, its method and its headers."""
    found = {400, 422}
    if operation.get("security"):
        found |= {401, 403, 429}
    given_names = {given["name"] for given in operation.get("parameters", ())}
    names_one = any(name == "of" or name.endswith("_id") for name in given_names)
    if "{" in path or "requestBody" in operation or names_one:
        found.add(404)
    if method != "get":
        found.add(409)
    if path.endswith("/events"):
        found.add(410)
    for given in operation.get("parameters", ()):
        if given["name"] == "If-Match":
            found |= {412, 428} if given["required"] else {412}
    return sorted(found)
