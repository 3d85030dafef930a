"""REST of logins that we did not open: which wait, and naming the owner of one."""

from datetime import datetime

from django.utils.translation import gettext as _
from ninja.responses import Status

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, Page, paginate, scope
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client as client_of

from ..errors import AccountNotFound, LoginNotFound
from ..models import ForeignLogin
from ..services.binding import BindRequest, bind_login, waiting_logins
from .accounts import AccountOut, account_out, r


class LoginOut(Out):
    """A login without an owner, as the platform showed it at `read_at`."""

    server: str
    login: int
    group: str
    name: str
    balance: Amount | None
    leverage: int
    read_at: datetime | None
    first_seen_at: datetime


class BindIn(In):
    """Whose account a login becomes; the product maps to the login's group."""

    server: str
    login: int
    client_id: str
    product_id: str


def _login_out(row: ForeignLogin) -> LoginOut:
    names = set(LoginOut.model_fields) - {"server"}
    return LoginOut(server=row.server.code, **{name: getattr(row, name) for name in names})


@r.get("/foreign-logins", response=Page[LoginOut])
@scope("accounts:bind")
def list_logins(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[LoginOut]:
    """List logins that were not opened here and have no owner, on the servers of the brand."""
    return paginate(waiting_logins(request.actor), cursor, limit, out=_login_out)


@r.post("/foreign-logins/bind", response={201: AccountOut})
@scope("accounts:bind")
def bind(request: ApiRequest, body: BindIn) -> Status[AccountOut]:
    """Make a login a client's account, once; its deals become his."""
    rows = waiting_logins(request.actor).filter(server__code=body.server, login=body.login)
    found = rows.first()
    if found is None:
        raise LoginNotFound(_("No such login waits for an owner."), field="login")
    client = client_of(body.client_id)
    if request.brand_id not in (None, client.brand_pk):
        raise AccountNotFound(
            _("there is no client %(client_id)s") % {"client_id": body.client_id}, field="client_id"
        )
    row = bind_login(
        BindRequest(found.server.public_id, body.login, body.client_id, body.product_id),
        actor=request.actor,
        at=now(),
    )
    return Status(201, account_out(row))
