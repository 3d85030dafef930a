"""The pretend venue's accounts and deals."""

import time
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

Row = dict[str, Any]
ZERO = Decimal(0)


class Refusal(Exception):
    """An answer with a code other than success; nothing was done."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Book:
    """Everything the venue knows; one method per command."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        self._groups = groups
        self._users: dict[int, Row] = {}
        self.deals: dict[int, Row] = {}
        self._open: dict[int, Row] = {}
        self._ticket = 5000

    def perform(self, do: str, request: Row) -> Any:
        """Perform one command."""
        name = "do_" + do.replace(".", "_")
        if not hasattr(self, name):
            raise Refusal("bad")
        return getattr(self, name)(request)

    def do_time(self, request: Row) -> int:
        return int(time.time())

    def do_account_open(self, request: Row) -> int:
        if request["group"] not in self._groups:
            raise Refusal("no_group")
        self._check_password(request["master"])
        login = 1001 + len(self._users)
        names = ("group", "name", "leverage", "reference", "master", "investor")
        self._users[login] = {"access": "enabled", **{name: request[name] for name in names}}
        return login

    def do_account_get(self, request: Row) -> Row:
        login = int(request["login"])
        user = self._user(login)
        balance = self._sum(login, credit=False)
        credit = self._sum(login, credit=True)
        names = ("group", "name", "leverage", "reference", "access")
        figures = {"balance": balance, "credit": credit, "equity": balance + credit}
        figures |= {"margin": ZERO, "level": ZERO, "floating": ZERO}
        texts = {name: str(value) for name, value in figures.items()}
        return {"login": login, **{name: user[name] for name in names}, **texts}

    def do_account_find(self, request: Row) -> Row:
        for login, user in self._users.items():
            if user["reference"] == request["reference"]:
                return self.do_account_get({"login": login})
        raise Refusal("not_found")

    def do_account_logins(self, request: Row) -> list[int]:
        return [n for n, user in self._users.items() if fits(request["mask"], user["group"])]

    def do_account_change(self, request: Row) -> None:
        changes: Row = {
            k: request[k] for k in ("group", "leverage", "access", "name") if k in request
        }
        self._user(int(request["login"])).update(changes)

    def do_password_set(self, request: Row) -> None:
        self._check_password(request["password"])
        self._user(int(request["login"]))[request["kind"]] = request["password"]

    def do_password_check(self, request: Row) -> None:
        if self._user(int(request["login"]))[request["kind"]] != request["password"]:
            raise Refusal("denied")

    def do_balance_change(self, request: Row) -> int:
        login, amount = int(request["login"]), Decimal(request["amount"])
        self._user(login)
        if not amount:
            raise Refusal("bad")
        if self._sum(login, credit=request["kind"] == "credit") + amount < 0:
            raise Refusal("no_money")
        return self.add_deal(login, request["kind"], str(amount), comment=request["comment"])

    def do_deals(self, request: Row) -> list[Row]:
        start, end = int(request["start"]) * 1000, int(request["end"]) * 1000 + 999
        logins, mask = request.get("logins") or [], request.get("mask", "*")
        return [
            deal
            for deal in self.deals.values()
            if start <= deal["time_ms"] <= end
            and (deal["login"] in logins if logins else self._in_group(deal["login"], mask))
        ]

    def do_deal_get(self, request: Row) -> Row:
        if request["ticket"] not in self.deals:
            raise Refusal("not_found")
        return self.deals[request["ticket"]]

    def trade(self, login: int, side: str, lots: Decimal) -> None:
        """Open a position."""
        text = str(lots)
        ticket = self.add_deal(login, side, "0.00", entry="in", lots=text, symbol="EURUSD")
        self.deals[ticket]["position"] = ticket
        self._open[ticket] = self.deals[ticket]

    def close_trades(self, login: int) -> None:
        """Close a login's positions with a small win."""
        for ticket in [t for t, deal in self._open.items() if deal["login"] == login]:
            opened = self._open.pop(ticket)
            side = "sell" if opened["kind"] == "buy" else "buy"
            parts = {"lots": opened["lots"], "lots_closed": opened["lots"], "position": ticket}
            self.add_deal(login, side, "12.50", entry="out", symbol="EURUSD", **parts)

    def add_deal(
        self, login: int, kind: str, profit: str, *, before_s: int = 0, **fields: Any
    ) -> int:
        """Add a deal; gives its ticket."""
        self._ticket += 1
        self.deals[self._ticket] = {
            "ticket": self._ticket,
            "login": login,
            "kind": kind,
            "entry": "",
            "symbol": "",
            "position": 0,
            "lots": "0",
            "lots_closed": "0",
            "contract_size": "100000",
            "price": "1.10000",
            "profit": profit,
            "commission": "0.00",
            "swap": "0.00",
            "comment": "",
            "time_ms": int(time.time() * 1000) - before_s * 1000,
            "modified": False,
            **fields,
        }
        return self._ticket

    def _user(self, login: int) -> Row:
        if login not in self._users:
            raise Refusal("not_found")
        return self._users[login]

    def _in_group(self, login: int, mask: str) -> bool:
        return fits(mask, self._users[login]["group"])

    def _sum(self, login: int, *, credit: bool) -> Decimal:
        deals = [deal for deal in self.deals.values() if deal["login"] == login]
        chosen = [Decimal(d["profit"]) for d in deals if (d["kind"] == "credit") is credit]
        return sum(chosen, ZERO)

    def _check_password(self, password: str) -> None:
        if len(password) < 8:
            raise Refusal("weak_password")


def fits(masks: str, group: str) -> bool:
    """Whether a group fits masks; `!` excludes."""
    parts = masks.split(",")
    if any(part.startswith("!") and fnmatchcase(group, part[1:]) for part in parts):
        return False
    return any(fnmatchcase(group, part) for part in parts)
