"""Where a stage stands for its page: the newest mark, each rule in figures and words, today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from brokerdesk.core.words import words
from brokerdesk.modules.valuation.queries import stand

from ...documents import programme_of
from ...engine import Programme, State
from ...models import Decision, Stage
from ...objectives import Mark, Objective, objectives
from ...services.lines import counting, line_of
from ...types import DecisionType, Outcome, StageState
from ..programmes.sentences import clock_text, told


class Card(NamedTuple):
    """A rule with its words."""

    objective: Objective
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A stage as its page shows it; engine_at: what the floors rest on. doubts: in words.

    crossed: the breach that ended it.
    """

    stage: Stage
    programme: Programme
    state: State
    mark: Mark
    doubts: tuple[str, ...]
    cards: tuple[Card, ...]
    clock: str
    live: bool
    crossed: Decision | None

    @property
    def engine_at(self) -> datetime:
        """The instant that floors and days are as of."""
        return self.state.at

    @property
    def floating(self) -> Decimal:
        """Equity less balance."""
        return self.mark.equity - self.mark.balance

    def card(self, rule: str) -> Objective | None:
        """One rule's figures."""
        return next((one.objective for one in self.cards if one.objective.rule == rule), None)


def latest_stage(attempt_pk: int) -> Stage | None:
    """The present stage of a challenge, or its last."""
    rows = Stage.objects.select_related("attempt", "account").filter(attempt_id=attempt_pk)
    return rows.order_by("-pk").first()


def standing_of(stage: Stage | None) -> Standing | None:
    """Where a stage stands; None before its account is there."""
    if stage is None or stage.engine is None:
        return None
    programme, state = programme_of(stage.document), State.from_json(bytes(stage.engine))
    live = stage.state in (StageState.LIVE, StageState.HELD)
    mark = Mark(state.balance, state.equity, state.at)
    doubts: tuple[str, ...] = ()
    if live and stage.account_id is not None:
        mark, doubts = _newest(mark, stage.account_id)
    sentences = {one.rule: one for one in told(programme)[state.phase].rules}
    cards = tuple(
        Card(one, sentences[one.rule].title, sentences[one.rule].text)
        for one in objectives(state, programme, mark)
    )
    crossed = None if live else _crossed(stage)
    return Standing(
        stage, programme, state, mark, doubts, cards, clock_text(programme), live, crossed
    )


def _crossed(stage: Stage) -> Decision | None:
    """The breach that failed a stage."""
    if stage.outcome != Outcome.FAILED:
        return None
    rows = Decision.objects.filter(stage=stage, type=DecisionType.BREACH, line__action="fail")
    return rows.order_by("-pk").first()


def _newest(mark: Mark, account_pk: int) -> tuple[Mark, tuple[str, ...]]:
    """The account's own mark where that is newer than what the engine was told."""
    found = stand(account_pk)
    if found is None or found.marked_at < mark.at:
        return mark, ()
    doubts = tuple(dict.fromkeys(words(str(one.doubt)) for one in found.telling))
    return Mark(found.balance, found.equity, found.marked_at), doubts


def today_of(found: Standing) -> dict[str, Any]:
    """What the day began with, and what it brought."""
    state = found.state
    rows = Decision.objects.filter(
        counting(line_of(found.stage)), type=DecisionType.DAY_STARTED, line__day=str(state.day)
    )
    began = rows.order_by("stage_id", "seq", "place").first()
    line = began.line if began is not None else {}
    return {
        "day": state.day,
        "balance": line.get("balance"),
        "equity": line.get("equity"),
        "anchor": state.anchor,
        "result": state.balance - state.day_balance - state.moved_today,
        "since": began.at if began is not None else None,
        "next_reset_at": state.next_reset_at,
        "zone": found.programme.clock.zone.key,
    }


def next_step(state: str, funded: bool) -> str:
    """What comes next, in a sentence."""
    said = {
        "provisioning": _("Your account is being opened; this takes a few seconds."),
        "ready": _("Your account is ready: the challenge begins with your first trade."),
        "active": _("Trade by the rules below; you pass by yourself when all of them are met."),
        "paused": _("Trading pauses until the next reset; then it goes on by itself."),
        "held": _("What was seen rests on figures that are not certain yet: a person decides."
                  " Trading is blocked meanwhile."),
        "passed": _("All objectives are met. A person looks at the phase before the next begins."),
        "kyc": _("All objectives are met. Verify your identity, and the funded account opens."),
        "contract": _("All objectives are met. Sign the contract, and the funded account opens."),
        "funded": _("Your account is funded: ask for rewards when the conditions are met."),
        "payout": _("Your reward is being looked at; the account is blocked until that is done."),
        "failed": _("A rule was crossed. The decision below says which, when and by what."),
        "expired": _("The time of the phase is over."),
        "closed": _("This challenge is closed."),
        "merged": _("This account was merged into another."),
    }  # fmt: skip
    if state == "ready" and funded:
        return said["funded"]
    return said.get(state, "")
