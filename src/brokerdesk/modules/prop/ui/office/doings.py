"""What staff do with a challenge: let it go on, fail it, end it, ask its platform again, note."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import UiRequest
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.services import add_note

from ...models import Attempt
from ...services.lifecycle import (
    block_attempt,
    end_attempt,
    pass_review,
    reject_review,
    try_again,
    unblock_attempt,
)
from .acts import Act, Place, RemarkForm, register_act, register_button
from .reach import MANAGE, REVIEW, the_attempt, to_attempt

NOTE = "clients.note"
CHALLENGE = Place("prop/challenges/", "attempt_id", the_attempt, to_attempt)
Values = dict[str, Any]


def _pass(request: UiRequest, attempt: Attempt, values: Values) -> str:
    pass_review(attempt.public_id, actor=request.actor, reason=values["reason"], at=now())
    return _t("It goes on.")


def _reject(request: UiRequest, attempt: Attempt, values: Values) -> str:
    reject_review(attempt.public_id, actor=request.actor, reason=values["reason"], at=now())
    return _t("Failed.")


def _end(request: UiRequest, attempt: Attempt, values: Values) -> str:
    end_attempt(attempt.public_id, values["reason"], actor=request.actor, at=now())
    return _t("Ended: its account is being emptied and closed.")


def _block(request: UiRequest, attempt: Attempt, values: Values) -> str:
    block_attempt(attempt.public_id, reason=values["reason"], actor=request.actor, at=now())
    return _t("Trading is blocked.")


def _unblock(request: UiRequest, attempt: Attempt, values: Values) -> str:
    unblock_attempt(attempt.public_id, reason=values["reason"], actor=request.actor, at=now())
    return _t("Trading is allowed again, where nothing else forbids it.")


def _note(request: UiRequest, attempt: Attempt, values: Values) -> str:
    require(request.actor, NOTE, brand_id=attempt.brand_id)
    text = f"{attempt.title} ({attempt.public_id}): {values['reason']}"
    add_note(attempt.client.public_id, text, actor=request.actor, at=now())
    return _t("The note is on the client's page.")


def _again(request: UiRequest, attempt: Attempt, values: Values) -> str:
    try_again(attempt.public_id, actor=request.actor, at=now())
    return ""


register_act(
    Act(
        place=CHALLENGE,
        path="pass",
        name="prop.review_pass",
        title=_("Let a challenge go on"),
        permission=REVIEW,
        act=_pass,
        form=RemarkForm,
        intro=_("The next phase begins on its own account, or waits for identity or contract."),
    )
)
register_act(
    Act(
        place=CHALLENGE,
        path="reject",
        name="prop.review_reject",
        title=_("Fail a challenge in review"),
        permission=REVIEW,
        act=_reject,
        intro=_("The trader reads the reason."),
        danger=True,
    )
)
register_act(
    Act(
        place=CHALLENGE,
        path="end",
        name="prop.attempt_end",
        title=_("End a challenge"),
        permission=MANAGE,
        act=_end,
        intro=_("Positions are closed, the account is disabled. It cannot be taken back."),
        danger=True,
    )
)
register_act(
    Act(
        place=CHALLENGE,
        path="block",
        name="prop.attempt_block",
        title=_("Block a challenge's trading"),
        permission=MANAGE,
        act=_block,
        intro=_("Nothing can be opened until you allow it again; what is open stays open."),
        danger=True,
    )
)
register_act(
    Act(
        place=CHALLENGE,
        path="unblock",
        name="prop.attempt_unblock",
        title=_("Allow a challenge's trading again"),
        permission=MANAGE,
        act=_unblock,
    )
)
register_act(
    Act(
        place=CHALLENGE,
        path="note",
        name="prop.attempt_note",
        title=_("Note about a challenge"),
        permission=MANAGE,
        act=_note,
    )
)
register_button(
    Act(
        place=CHALLENGE,
        path="again",
        name="prop.attempt_again",
        title=_("Ask the platform again"),
        permission=MANAGE,
        act=_again,
        intro=_("The platform is asked again."),
    )
)
