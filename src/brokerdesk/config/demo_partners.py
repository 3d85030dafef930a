"""The demo's partners: agreement, plans, links with clicks, terms; then payouts and a dispute."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.partners.queries import accruals_of, accrued_between, partner_of_client
from brokerdesk.modules.partners.services import (
    NewTerms,
    Terms,
    add_plan,
    approve_run,
    assign_plan,
    make_run,
    set_payout_terms,
    set_symbols,
    set_terms,
)
from brokerdesk.modules.partners.services.disputes import Claim, open_dispute
from brokerdesk.modules.partners.services.programme.agreements import (
    accept_agreement,
    publish_agreement,
)
from brokerdesk.modules.partners.services.programme.campaigns import add_campaign
from brokerdesk.modules.partners.services.programme.clicking import Visit, note_click
from brokerdesk.modules.partners.services.programme.rules import ProgrammeRules
from brokerdesk.modules.partners.services.programme.settings import set_programme
from brokerdesk.modules.partners.services.runs import Group
from brokerdesk.modules.partners.types import PartnerRow, PayoutPeriod
from brokerdesk.modules.staff.queries import staff_by_email

ZERO = Decimal(0)
Floors = Sequence[Sequence[PartnerRow]]
CAMPAIGNS = (("Blog", "blog"), ("Videos", "videos"))
VISITORS = 6
PAID_AFTER, WAITING_AFTER = Decimal(25), Decimal(50)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
LEVELS = {
    "distribution": "level",
    "levels": ["6", "3", "1.50"],
    "rules": [{"basis": "lot", "value": "1"}],
    "max_total": "12",
}
DIFFERENCE = {
    "distribution": "difference",
    "rules": [{"basis": "lot", "value": "1"}],
    "filters": {"min_duration_s": 5},
    "max_total": "8",
}
SPLIT = {
    "distribution": "split",
    "keep": ["0.60", "0.70"],
    "rules": [
        {"basis": "spread", "value": "0.30", "symbol_group": "fx_majors"},
        {"basis": "lot", "value": "4", "symbol_group": "metals"},
    ],
    "filters": {"cap_per_day": "200"},
}
BOOK = {
    "groups": {"fx_majors": ["EURUSD*", "GBPUSD*", "USDJPY*"], "metals": ["XAU*", "XAG*"]},
    "pips": {"XAU*": "0.1"},
    "spreads": {"EURUSD*": "12", "GBPUSD*": "16", "USDJPY*": "14"},
}
AGREEMENT = """You bring clients to us and tell them the truth about trading.

We pay you by your plan for each closed trade, and show you how each amount came to be. \
You may contest any line; we answer within five days.

Trades of your own, of your family or of your companies pay nothing."""


def visitor_of(number: int) -> str:
    """The random id in the cookie of the person of a number, were he to come by a link."""
    return f"demo-visitor-{number}"


def furnish(brand: BrandRow, floors: Floors, at: datetime) -> None:
    """Give a brand's tree of partners a programme, plans of three kinds, links and terms."""
    before = at - timedelta(days=39)
    _programme(brand, floors, before)
    _plans(brand, floors, before)
    for row in floors[-1]:
        for name, code in CAMPAIGNS:
            add_campaign(row.public_id, name, code, landing="/", actor=SYSTEM, at=before)
    _clicks(brand, floors[-1], at)
    by_month = NewTerms(period=PayoutPeriod.MONTHLY, delay_days=5, minimum=Decimal(5))
    set_payout_terms(brand.pk, "", by_month, actor=SYSTEM, at=at)
    at_once = NewTerms(period=PayoutPeriod.INSTANT, needs_approval=False)
    set_payout_terms(brand.pk, floors[-1][0].public_id, at_once, actor=SYSTEM, at=at)


def _programme(brand: BrandRow, floors: Floors, at: datetime) -> None:
    questions = ("Where do you find clients?", "Which languages do you speak?")
    set_programme(brand.pk, ProgrammeRules(questions=questions), actor=SYSTEM, at=at)
    version = publish_agreement(brand.pk, AGREEMENT, actor=SYSTEM, at=at).version
    late = floors[-1][1].public_id
    for row in (row for floor in floors for row in floor if row.public_id != late):
        actor = Actor("client", row.client_id, row.name, brand.pk)
        accept_agreement(row.public_id, version, actor=actor, at=at, ip=None)


def _plans(brand: BrandRow, floors: Floors, at: datetime) -> None:
    """By level for all; by difference below the first of the middle, a split below one of his."""
    set_symbols(brand.pk, BOOK, actor=SYSTEM, at=at)
    _plan(brand, "Per lot, three levels", LEVELS, default=True)
    difference = _plan(brand, "Difference of rates", DIFFERENCE)
    split = _plan(brand, "Split of the spread", SPLIT)
    middle, low, other = floors[1][0], floors[-1][0], floors[-1][2]
    assign_plan(middle.public_id, difference, actor=SYSTEM, at=at)
    assign_plan(other.public_id, split, actor=SYSTEM, at=at)
    rates = ((floors[0][0], "Gold", "8"), (middle, "Silver", "5"), (low, "Silver", "5"))
    for row, rank, rate in rates:
        terms = Terms(rank=rank, rate=Decimal(rate))
        set_terms(row.public_id, terms, actor=SYSTEM, at=at, reason="agreed when he joined")


def _plan(brand: BrandRow, name: str, body: Mapping[str, object], *, default: bool = False) -> str:
    return add_plan(
        brand_pk=brand.pk, name=name, currency="USD", body=body, default=default, actor=SYSTEM
    ).plan_id


def _clicks(brand: BrandRow, partners: Sequence[PartnerRow], at: datetime) -> None:
    """Visitors of the last month who did not register."""
    for n in range(VISITORS * len(partners)):
        row = partners[n % len(partners)]
        come(brand, row.code, 10_000 + n, at - timedelta(days=n % 29, minutes=7 * n + 1))


def come(brand: BrandRow, code: str, number: int, at: datetime) -> None:
    """Let the person of a number open a partner's link."""
    visit = Visit(
        brand_pk=brand.pk,
        code=code,
        campaign=("", "blog", "videos")[number % 3],
        tag="",
        visitor=visitor_of(number),
        address=f"203.0.113.{number % 200 + 1}",
        user_agent=BROWSER,
    )
    note_click(visit, at=at)


def himself(partner: PartnerRow) -> dict[str, str]:
    """What a client gives who is his own partner: his phone, and that partner's code."""
    return {"referral_code": partner.code, "phone": client_of(partner.client_pk).phone}


class DemoPartners:
    """What happens to partners while the demo lives: each step once, when there is enough."""

    def __init__(self) -> None:
        self._began = now()
        self._paid: set[int] = set()
        self._waiting: set[int] = set()

    def step(self, brand: BrandRow, disputing: ClientRow) -> str:
        """Pay a first run; later leave a run to be approved, and a dispute to be answered."""
        until = now() + timedelta(days=1)
        earned = sum((row.amount for row in accrued_between(brand.pk, self._began, until)), ZERO)
        if brand.pk not in self._paid and earned >= PAID_AFTER:
            self._paid.add(brand.pk)
            run_id = _run(brand)
            approve_run(run_id, actor=_staff("administrator"), at=now())
            return "pay partners"
        if brand.pk not in self._waiting and earned >= WAITING_AFTER:
            self._waiting.add(brand.pk)
            _run(brand)
            _dispute(disputing)
            return "contest commission"
        return ""


def _staff(name: str) -> Actor:
    row = staff_by_email(f"{name}@brokerdesk.example")
    if row is None:
        raise LookupError(f"the demo has no {name}")
    return Actor("staff", row.public_id, row.name)


def _run(brand: BrandRow) -> str:
    at = now()
    group = Group(PayoutPeriod.MANUAL, 0, needs_approval=True)
    run = make_run(brand, group, (None, at), actor=_staff("finance"), at=at)
    return run.public_id if run else ""


def _dispute(client: ClientRow) -> None:
    """Let a partner contest the newest line that paid him."""
    partner = partner_of_client(client.pk)
    lines = accruals_of(partner.pk, limit=50) if partner else []
    line = next((line for line in lines if line.amount > 0), None)
    if partner is None or line is None:
        return
    claim = Claim(
        text="The client tells me that he closed twice as much.",
        accrual_id=line.public_id,
        expected=line.amount * 2,
    )
    actor = Actor("client", client.public_id, client.name, client.brand_pk)
    open_dispute(partner.public_id, claim, actor=actor, at=now())
