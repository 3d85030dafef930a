"""What happens to payments, payouts and refunds; every change books a line and tells by webhook."""

import json
import random
import time
from contextlib import suppress
from typing import Any

from .config import PspConfig
from .errors import ApiError
from .money import card_fee, dispute_fee, payout_fee
from .store import Row, Store
from .views import payment_view, payout_view, refund_view, stamp

CARDS = {
    "4242424242424242": "success",
    "4000000000000002": "declined",
    "4000000000009995": "insufficient_funds",
    "4000000000003220": "challenge",
    "4000000000000077": "late",
    "4000000000000259": "dispute",
}
REFUSED = frozenset({"declined", "insufficient_funds"})
PAYABLE = frozenset({"open", "failed"})
REFUNDABLE = frozenset({"succeeded", "partially_refunded"})


class Book:
    """The provider's own rules. The caller opens the store's change block."""

    def __init__(self, store: Store, config: PspConfig) -> None:
        self.store = store
        self.config = config
        self.base_url = config.public_url
        self._random = random.Random(f"{config.seed}-{time.time_ns()}")

    def _id(self, prefix: str) -> str:
        return f"{prefix}_{self._random.getrandbits(96):024x}"

    def payment(self, payment_id: str) -> Row:
        """Find a payment."""
        row = self.store.one("payment", "id = ?", payment_id)
        if row is None:
            raise ApiError(404, "not_found", "there is no such payment")
        return row

    def payout(self, payout_id: str) -> Row:
        """Find a payout."""
        row = self.store.one("payout", "id = ?", payout_id)
        if row is None:
            raise ApiError(404, "not_found", "there is no such payout")
        return row

    def create_payment(self, fields: dict[str, Any]) -> Row:
        """Open a hosted payment; nothing is paid yet."""
        now = time.time()
        row: Row = {
            "id": self._id("pay"),
            **fields,
            "status": "open",
            "created": now,
            "updated": now,
            "expires": now + self.config.expires_s,
            "due": now + self.config.expires_s,
            "due_action": "expire",
        }
        self.store.insert("payment", row)
        return self.payment(row["id"])

    def pay(self, payment_id: str, card: str, *, late_s: float | None = None) -> Row:
        """Play what a test card does; `late_s` turns a refusal into a late success."""
        row = self.payment(payment_id)
        if row["status"] not in PAYABLE or time.time() > row["expires"]:
            raise ApiError(409, "not_payable", f"this payment is {row['status']}")
        what = CARDS.get(card, "declined")
        self.store.update("payment", payment_id, card=f"•••• {card[-4:]}")
        if what in REFUSED:
            self._payment_state(payment_id, "failed", reason=what)
            if late_s is not None:
                self._later("payment", payment_id, late_s, "succeed")
        elif what == "challenge":
            self._payment_state(payment_id, "processing", reason="3-D Secure")
        elif what == "late":
            self._payment_state(payment_id, "processing", reason="the bank is slow")
            self._later("payment", payment_id, self.config.late_s, "succeed")
        else:
            self.succeed(payment_id)
            if what == "dispute":
                self._later("payment", payment_id, self.config.late_s, "dispute")
        return self.payment(payment_id)

    def challenge(self, payment_id: str, *, approve: bool) -> Row:
        """Answer the 3-D Secure question."""
        row = self.payment(payment_id)
        if row["status"] != "processing":
            raise ApiError(409, "not_payable", f"this payment is {row['status']}")
        if approve:
            return self.succeed(payment_id)
        return self._payment_state(payment_id, "failed", reason="3-D Secure refused")

    def succeed(self, payment_id: str, received: int | None = None) -> Row:
        """Take the money."""
        row = self.payment(payment_id)
        if row["status"] not in {"open", "processing", "failed", "expired"}:
            raise ApiError(409, "wrong_state", f"this payment is {row['status']}")
        got = row["amount"] if received is None else received
        fee = card_fee(got, row["currency"])
        self.store.update(
            "payment", payment_id, received=got, fee=fee, due=None, due_action="", reason=""
        )
        self._line("payment", row, got, fee)
        return self._payment_state(payment_id, "succeeded")

    def cancel(self, payment_id: str) -> Row:
        """The client left the page by its cancel button."""
        row = self.payment(payment_id)
        if row["status"] not in PAYABLE:
            raise ApiError(409, "not_payable", f"this payment is {row['status']}")
        self.store.update("payment", payment_id, due=None, due_action="")
        return self._payment_state(payment_id, "cancelled", reason="cancelled by the payer")

    def expire(self, payment_id: str) -> Row:
        """Close a payment that nobody paid."""
        return self._payment_state(payment_id, "expired", reason="not paid in time")

    def refund(self, payment_id: str, amount: int, reference: str) -> Row:
        """Give back a part of a payment."""
        row = self.payment(payment_id)
        if row["status"] not in REFUNDABLE:
            raise ApiError(409, "not_refundable", f"this payment is {row['status']}")
        if amount > row["received"] - row["refunded"]:
            raise ApiError(409, "refund_too_large", "more than what is left of the payment")
        refund = {
            "id": self._id("ref"),
            "payment": payment_id,
            "reference": reference,
            "amount": amount,
            "created": time.time(),
        }
        self.store.insert("refund", refund)
        refunded = row["refunded"] + amount
        self.store.update("payment", payment_id, refunded=refunded)
        self._line("refund", {**row, "id": refund["id"], "reference": reference}, -amount, 0)
        whole = refunded == row["received"]
        self._payment_state(payment_id, "refunded" if whole else "partially_refunded")
        return refund

    def dispute(self, payment_id: str) -> Row:
        """The payer's bank takes the money back."""
        row = self.payment(payment_id)
        if row["status"] not in REFUNDABLE:
            raise ApiError(409, "wrong_state", f"this payment is {row['status']}")
        left = row["received"] - row["refunded"]
        fee = dispute_fee(row["currency"])
        self.store.update("payment", payment_id, dispute_fee=fee)
        self._line("chargeback", row, -left, fee)
        return self._payment_state(payment_id, "disputed", reason="fraudulent")

    def decide(self, payment_id: str, *, won: bool) -> Row:
        """The payer's bank decides a chargeback."""
        row = self.payment(payment_id)
        if row["status"] != "disputed":
            raise ApiError(409, "wrong_state", f"this payment is {row['status']}")
        if won:
            self._line("chargeback_won", row, row["received"] - row["refunded"], 0)
        return self._payment_state(payment_id, "dispute_won" if won else "dispute_lost")

    def create_payout(self, fields: dict[str, Any]) -> Row:
        """Take a payout; accounts that end in 0002 fail, in 0003 come back after payment."""
        now = time.time()
        account = fields["destination"]["account"]
        row: Row = {
            "id": self._id("po"),
            **fields,
            "destination": json.dumps(fields["destination"]),
            "status": "pending",
            "created": now,
            "updated": now,
            "due": now + self.config.payout_delay_s,
            "due_action": "fail" if account.endswith("0002") else "pay",
        }
        self.store.insert("payout", row)
        return self.payout(row["id"])

    def settle_payout(self, payout_id: str) -> Row:
        """Send the money."""
        row = self.payout(payout_id)
        if row["status"] != "pending":
            raise ApiError(409, "wrong_state", f"this payout is {row['status']}")
        fee = payout_fee(row["currency"])
        self.store.update("payout", payout_id, fee=fee, due=None, due_action="")
        self._line("payout", row, -row["amount"], fee)
        if json.loads(row["destination"])["account"].endswith("0003"):
            self._later("payout", payout_id, self.config.late_s, "return")
        return self._payout_state(payout_id, "paid")

    def fail_payout(self, payout_id: str) -> Row:
        """Refuse a payout for good; no money moved."""
        row = self.payout(payout_id)
        if row["status"] != "pending":
            raise ApiError(409, "wrong_state", f"this payout is {row['status']}")
        self.store.update("payout", payout_id, due=None, due_action="")
        return self._payout_state(payout_id, "failed", reason="beneficiary account closed")

    def return_payout(self, payout_id: str) -> Row:
        """The beneficiary's bank sends the money back."""
        row = self.payout(payout_id)
        if row["status"] != "paid":
            raise ApiError(409, "wrong_state", f"this payout is {row['status']}")
        self.store.update("payout", payout_id, due=None, due_action="")
        self._line("payout_return", row, row["amount"], 0)
        return self._payout_state(payout_id, "returned", reason="returned by the bank")

    def run_due(self) -> int:
        """Do what is due by the clock."""
        now, done = time.time(), 0
        steps = {"expire": self.expire, "succeed": self.succeed, "dispute": self.dispute}
        for row in self.store.find("payment", "due <= ? ORDER BY due", now):
            self.store.update("payment", row["id"], due=None, due_action="")
            with suppress(ApiError):  # refunded or cancelled meanwhile: its moment has passed
                steps[row["due_action"]](row["id"])
            done += 1
        payouts = {"pay": self.settle_payout, "fail": self.fail_payout}
        payouts["return"] = self.return_payout
        for row in self.store.find("payout", "due <= ? ORDER BY due", now):
            payouts[row["due_action"]](row["id"])
            done += 1
        return done

    def _later(self, table: str, key: str, after_s: float, action: str) -> None:
        self.store.update(table, key, due=time.time() + after_s, due_action=action)

    def _line(self, kind: str, row: Row, amount: int, fee: int) -> None:
        self.store.insert(
            "line",
            {
                "kind": kind,
                "payment": row["id"],
                "reference": row["reference"],
                "amount": amount,
                "fee": fee,
                "currency": row["currency"],
                "booked": time.time(),
            },
        )

    def _payment_state(self, payment_id: str, status: str, *, reason: str = "") -> Row:
        self.store.update("payment", payment_id, status=status, reason=reason, updated=time.time())
        row = self.payment(payment_id)
        self._tell(f"payment.{status}", row, payment_view(row, self.base_url))
        return row

    def _payout_state(self, payout_id: str, status: str, *, reason: str = "") -> Row:
        self.store.update("payout", payout_id, status=status, reason=reason, updated=time.time())
        row = self.payout(payout_id)
        self._tell(f"payout.{status}", row, payout_view(row))
        return row

    def _tell(self, kind: str, row: Row, view: dict[str, Any]) -> None:
        if not row["webhook_url"]:
            return
        event = self._id("evt")
        now = time.time()
        body = {"id": event, "type": kind, "created_at": stamp(now), "data": view}
        self.store.insert(
            "delivery",
            {
                "event": event,
                "url": row["webhook_url"],
                "body": json.dumps(body).encode(),
                "due": now,
            },
        )

    def refund_of(self, refund: Row) -> dict[str, Any]:
        """Show a refund."""
        return refund_view(refund, self.payment(refund["payment"])["currency"])
