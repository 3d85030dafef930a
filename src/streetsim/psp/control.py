"""The tester's door, apart from the provider's: what only an operator could make happen.

POST /control/<name> with a JSON object: pay {payment, card} · succeed {payment, received?} ·
expire {payment} · chargeback {payment} · chargeback_won {payment} · chargeback_lost {payment} ·
payout_pay {payout} · payout_fail {payout} · payout_return {payout} · fault {when, do, with} ·
faults_clear {} · resend {payment or payout} · line {id, op: delete|duplicate|alter, amount?, fee?}.
GET /control/state lists payments, payouts, lines and deliveries. `payment` and `payout` take the
provider's id or our reference.
"""

import json
from collections.abc import Callable
from typing import Any

from . import inputs
from .book import Book
from .errors import ApiError
from .faults import BadFault, Faults
from .http import Request, Response, as_json
from .store import Row, Store
from .views import line_view, payment_view, payout_view


class Control:
    """Answers the tester."""

    def __init__(self, store: Store, book: Book, faults: Faults, wake: Callable[[], None]) -> None:
        self.store, self.book, self.faults, self.wake = store, book, faults, wake
        self._acts: dict[str, Callable[[dict[str, Any]], Any]] = {
            "pay": lambda b: self._shown(book.pay(self._payment(b), str(b.get("card", "")))),
            "succeed": lambda b: self._shown(book.succeed(self._payment(b), b.get("received"))),
            "expire": lambda b: self._shown(book.expire(self._payment(b))),
            "chargeback": lambda b: self._shown(book.dispute(self._payment(b))),
            "chargeback_won": lambda b: self._shown(book.decide(self._payment(b), won=True)),
            "chargeback_lost": lambda b: self._shown(book.decide(self._payment(b), won=False)),
            "payout_pay": lambda b: payout_view(book.settle_payout(self._payout(b))),
            "payout_fail": lambda b: payout_view(book.fail_payout(self._payout(b))),
            "payout_return": lambda b: payout_view(book.return_payout(self._payout(b))),
            "fault": self._fault,
            "faults_clear": self._clear,
            "resend": self._resend,
            "line": self._line,
        }

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        name = request.path.removeprefix("/control/")
        try:
            if request.method == "GET" and name == "state":
                return as_json(200, self._state())
            act = self._acts.get(name)
            if act is None or request.method != "POST":
                raise ApiError(404, "not_found", "no such control")
            body = json.loads(request.body or b"{}")
            if not isinstance(body, dict):
                raise ApiError(400, "invalid_request", "the body must be a JSON object")
            with self.store.change():
                return as_json(200, act(body))
        except ApiError as error:
            return as_json(error.status, {"error": {"code": error.code, "message": error.message}})
        except (ValueError, TypeError, BadFault) as error:
            return as_json(400, {"error": {"code": "invalid_request", "message": str(error)}})
        finally:
            self.wake()

    def _find(self, table: str, body: dict[str, Any]) -> Row:
        key = inputs.text(body, table, 80)
        row = self.store.one(table, "id = ? OR reference = ? ORDER BY created DESC", key, key)
        if row is None:
            raise ApiError(404, "not_found", f"there is no {table} {key}")
        return row

    def _payment(self, body: dict[str, Any]) -> str:
        return str(self._find("payment", body)["id"])

    def _payout(self, body: dict[str, Any]) -> str:
        return str(self._find("payout", body)["id"])

    def _shown(self, row: Row) -> dict[str, Any]:
        return payment_view(row, self.book.base_url)

    def _fault(self, body: dict[str, Any]) -> dict[str, Any]:
        self.faults.add(body)
        return {"faults": len(self.faults.rules)}

    def _clear(self, body: dict[str, Any]) -> dict[str, Any]:
        self.faults.clear()
        return {"faults": 0}

    def _resend(self, body: dict[str, Any]) -> dict[str, Any]:
        """Deliver again all webhooks about one payment or payout."""
        table = "payment" if "payment" in body else "payout"
        key = self._find(table, body)["id"]
        again = [
            r["id"]
            for r in self.store.find("delivery", "1 ORDER BY id", limit=10_000)
            if json.loads(r["body"])["data"]["id"] == key
        ]
        for delivery in again:
            self.store.update("delivery", delivery, due=0.0, attempts=0)
        return {"resent": len(again)}

    def _line(self, body: dict[str, Any]) -> dict[str, Any]:
        """Falsify the statement."""
        row = self.store.one("line", "id = ?", body.get("id"))
        if row is None:
            raise ApiError(404, "not_found", "there is no such line")
        match body.get("op"):
            case "delete":
                self.store.delete("line", row["id"])
            case "duplicate":
                self.store.insert("line", {k: v for k, v in row.items() if k != "id"})
            case "alter":
                wanted = {k: int(body[k]) for k in ("amount", "fee") if k in body}
                self.store.update("line", row["id"], **wanted)
            case _:
                raise ApiError(400, "invalid_request", "op is delete, duplicate or alter")
        return line_view(row)

    def _state(self) -> dict[str, Any]:
        deliveries = self.store.find("delivery", "1 ORDER BY id DESC", limit=200)
        newest = "1 ORDER BY created DESC"
        return {
            "payments": [self._shown(r) for r in self.store.find("payment", newest, limit=200)],
            "payouts": [payout_view(r) for r in self.store.find("payout", newest, limit=200)],
            "lines": [
                line_view(r) for r in self.store.find("line", "1 ORDER BY id DESC", limit=500)
            ],
            "deliveries": [
                {k: r[k] for k in ("id", "event", "url", "due", "attempts", "answer")}
                for r in deliveries
            ],
        }
