"""The provider's doors: the API and the hosted payment page."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from . import inputs, pages
from .book import Book
from .config import PspConfig
from .errors import ApiError
from .faults import Faults
from .http import Request, Response, as_json, as_page, see_other
from .store import Row, Store
from .views import line_view, payment_view, payout_view

PAGE_SIZE = 100
_CARD_CHARS = re.compile(r"[ -]")
Do = Callable[[], tuple[int, dict[str, Any]]]


class App:
    """Routes requests, with faults in front."""

    def __init__(self, store: Store, book: Book, config: PspConfig, faults: Faults) -> None:
        self.store, self.book, self.config, self.faults = store, book, config, faults
        self.wake = asyncio.Event()
        self._routes: list[tuple[str, re.Pattern[str], str, Callable[..., Any]]] = [
            ("GET", re.compile(r"/v1/account"), "", self._account),
            ("POST", re.compile(r"/v1/payments"), "payments.create", self._create_payment),
            ("GET", re.compile(r"/v1/payments"), "payments.get", self._payments),
            ("GET", re.compile(r"/v1/payments/(\w+)"), "payments.get", self._payment),
            ("POST", re.compile(r"/v1/payments/(\w+)/refunds"), "refunds.create", self._refund),
            ("GET", re.compile(r"/v1/refunds"), "", self._refunds),
            ("POST", re.compile(r"/v1/payouts"), "payouts.create", self._create_payout),
            ("GET", re.compile(r"/v1/payouts"), "payouts.get", self._payouts),
            ("GET", re.compile(r"/v1/payouts/(\w+)"), "payouts.get", self._payout),
            ("GET", re.compile(r"/v1/statement"), "statement", self._statement),
        ]

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        try:
            if request.path.startswith("/pay/"):
                return self._page(request)
            return await self._api(request)
        except ApiError as error:
            body = {"error": {"code": error.code, "message": error.message}}
            return as_json(error.status, body)
        finally:
            self.wake.set()

    async def _api(self, request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.config.api_key}".encode()):
            raise ApiError(401, "unauthorized", "the API key is missing or wrong")
        known = False
        for method, pattern, command, handle in self._routes:
            match = pattern.fullmatch(request.path)
            known = known or match is not None
            if match is not None and method == request.method:
                return await self._with_faults(command, partial(handle, request, *match.groups()))
        code = "method_not_allowed" if known else "not_found"
        raise ApiError(405 if known else 404, code, f"no {request.method} {request.path[:80]}")

    async def _with_faults(self, command: str, act: Callable[[], Response]) -> Response:
        fault, options = self.faults.strike(command) if command else ("", {})
        if fault == "refuse":
            status, code = int(options.get("status", 400)), str(options.get("code", "refused"))
            raise ApiError(status, code, str(options.get("message", "refused by a fault")))
        wait_s = float(options.get("seconds", 2)) if fault == "delay" else 0
        if options.get("before"):
            await asyncio.sleep(wait_s)
        response = act()
        if not options.get("before"):
            await asyncio.sleep(wait_s)
        if fault == "server_error":
            return as_json(500, {"error": {"code": "internal", "message": "something broke"}})
        part = {"drop_answer": 0.0, "cut": 0.5}.get(fault, 1.0)
        return Response(
            response.status, response.body, response.content_type, response.headers, part
        )

    def _once(self, request: Request, do: Do) -> Response:
        """Do a command once per Idempotency-Key; the same key with another body is refused."""
        key = request.headers.get("idempotency-key", "")
        if not 0 < len(key) <= 255:
            raise ApiError(400, "idempotency_key", "Idempotency-Key of 1 to 255 characters needed")
        digest = hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
        known = self.store.one("idempotency", "key = ?", key)
        if known is not None:
            if known["digest"] != digest:
                raise ApiError(409, "idempotency_conflict", "this key was used with another body")
            return as_json(
                known["status"], json.loads(known["answer"]), **{"Idempotent-Replay": "true"}
            )
        with self.store.change():
            status, answer = do()
            self.store.remember(key, digest, status, answer)
        return as_json(status, answer)

    def _account(self, request: Request) -> Response:
        return as_json(200, {"object": "account", "name": "StreetPay", "live": False})

    def _create_payment(self, request: Request) -> Response:
        body = inputs.only(
            _json(request),
            {
                "reference", "amount", "currency", "description", "customer", "return_url",
                "webhook_url",
            },
        )  # fmt: skip
        fields = {
            "reference": inputs.text(body, "reference", 64),
            "amount": inputs.amount(body),
            "currency": inputs.currency(body),
            "description": inputs.text(body, "description", 140, needed=False),
            "customer": inputs.text(body, "customer", 64),
            "return_url": inputs.address(body, "return_url"),
            "webhook_url": inputs.address(body, "webhook_url"),
        }
        return self._once(
            request,
            lambda: (201, self._shown_payment(self.book.create_payment(fields))),
        )

    def _payment(self, request: Request, payment_id: str) -> Response:
        return as_json(200, self._shown_payment(self.book.payment(payment_id)))

    def _payments(self, request: Request) -> Response:
        rows = self._by_reference("payment", request)
        return as_json(200, {"data": [self._shown_payment(r) for r in rows]})

    def _refund(self, request: Request, payment_id: str) -> Response:
        body = inputs.only(_json(request), {"amount", "reference"})
        amount, reference = inputs.amount(body), inputs.text(body, "reference", 64)

        def do() -> tuple[int, dict[str, Any]]:
            refund = self.book.refund(payment_id, amount, reference)
            return 201, self.book.refund_of(refund)

        return self._once(request, do)

    def _refunds(self, request: Request) -> Response:
        rows = self._by_reference("refund", request)
        return as_json(200, {"data": [self.book.refund_of(r) for r in rows]})

    def _create_payout(self, request: Request) -> Response:
        body = inputs.only(
            _json(request),
            {"reference", "amount", "currency", "destination", "customer", "webhook_url"},
        )
        fields = {
            "reference": inputs.text(body, "reference", 64),
            "amount": inputs.amount(body),
            "currency": inputs.currency(body),
            "destination": inputs.destination(body),
            "customer": inputs.text(body, "customer", 64),
            "webhook_url": inputs.address(body, "webhook_url"),
        }
        return self._once(request, lambda: (201, payout_view(self.book.create_payout(fields))))

    def _payout(self, request: Request, payout_id: str) -> Response:
        return as_json(200, payout_view(self.book.payout(payout_id)))

    def _payouts(self, request: Request) -> Response:
        rows = self._by_reference("payout", request)
        return as_json(200, {"data": [payout_view(r) for r in rows]})

    def _statement(self, request: Request) -> Response:
        since, until = _instant(request, "from"), _instant(request, "to")
        after = request.query.get("after", "0")
        if not after.isdigit():
            raise ApiError(400, "invalid_field", "after is the id of the last line seen")
        rows = self.store.find(
            "line",
            "booked >= ? AND booked < ? AND id > ? ORDER BY id",
            since,
            until,
            int(after),
            limit=PAGE_SIZE + 1,
        )
        data = [line_view(r) for r in rows[:PAGE_SIZE]]
        return as_json(200, {"data": data, "has_more": len(rows) > PAGE_SIZE})

    def _by_reference(self, table: str, request: Request) -> list[Row]:
        reference = request.query.get("reference", "")
        if not reference:
            raise ApiError(400, "invalid_field", "reference is needed")
        return self.store.find(table, "reference = ? ORDER BY created", reference, limit=10)

    def _shown_payment(self, row: Row) -> dict[str, Any]:
        return payment_view(row, self.book.base_url)

    def _page(self, request: Request) -> Response:
        payment_id, _, act = request.path.removeprefix("/pay/").partition("/")
        row = self.store.one("payment", "id = ?", payment_id)
        if row is None:
            return as_page(404, pages.message("Not found", "There is no such payment."))
        if request.method == "GET" and not act:
            return as_page(200, _view_of(row))
        if request.method != "POST" or act not in ("", "cancel", "challenge"):
            return as_page(405, pages.message("Not possible", "This cannot be done here."))
        try:
            with self.store.change():
                row = self._act(payment_id, act, request.form())
        except ApiError as error:
            return as_page(error.status, pages.message("Not possible", error.message))
        if row["status"] == "processing" and row["reason"] == "3-D Secure":
            return see_other(f"/pay/{payment_id}")
        if row["status"] == "failed" or not row["return_url"]:
            return as_page(402 if row["status"] == "failed" else 200, _view_of(row))
        return see_other(row["return_url"])

    def _act(self, payment_id: str, act: str, form: dict[str, str]) -> Row:
        if act == "cancel":
            return self.book.cancel(payment_id)
        if act == "challenge":
            return self.book.challenge(payment_id, approve=form.get("answer") == "approve")
        card = _CARD_CHARS.sub("", form.get("number", ""))
        if not re.fullmatch(r"\d{12,19}", card, re.ASCII):
            raise ApiError(422, "invalid_card", "the card number is not complete")
        fault, options = self.faults.strike("pay")
        late_s = float(options.get("seconds", self.config.late_s))
        return self.book.pay(payment_id, card, late_s=late_s if fault else None)


def _view_of(row: Row) -> str:
    if row["status"] in ("open", "failed"):
        return pages.card_form(row)
    if row["status"] == "processing" and row["reason"] == "3-D Secure":
        return pages.challenge_form(row)
    return pages.outcome(row)


def _json(request: Request) -> Any:
    try:
        return json.loads(request.body)
    except ValueError:
        raise ApiError(400, "invalid_json", "the body is not JSON") from None


def _instant(request: Request, name: str) -> float:
    try:
        at = datetime.fromisoformat(request.query.get(name, ""))
    except ValueError:
        raise ApiError(400, "invalid_field", f"{name} must be an ISO 8601 instant") from None
    if at.tzinfo is None:
        raise ApiError(400, "invalid_field", f"{name} must name its offset from UTC")
    return at.timestamp()
