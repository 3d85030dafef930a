"""REST of trading passwords: made here, answered once, kept nowhere."""

from django.http import HttpResponse
from pydantic import Field

from brokerdesk.core.rest import ApiRequest, In, Out, scope
from brokerdesk.ports.trading import PasswordKind

from ..services.passwords import new_password
from .accounts import own_account, r


class PasswordIn(In):
    """Which password, and why."""

    kind: PasswordKind
    reason: str = Field(min_length=1, max_length=200)


class PasswordOut(Out):
    """The new password; no other copy exists."""

    password: str


# Not a `money_post`: that would keep the answer with its key.
@r.post("/accounts/{account_id}/passwords", response=PasswordOut)
@scope("passwords:write")
def make_password(
    request: ApiRequest, response: HttpResponse, account_id: str, body: PasswordIn
) -> PasswordOut:
    """Make a new trading password; the one before stops working at once.

    Asked again it makes another one. After `password_in_doubt` make another one: perhaps neither
    the old password nor any that you know holds.
    """
    row = own_account(request, account_id)
    response["Cache-Control"] = "no-store"
    made = new_password(row, body.kind, actor=request.actor, reason=body.reason)
    return PasswordOut(password=made)
