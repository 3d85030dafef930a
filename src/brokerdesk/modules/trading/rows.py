"""Table rows as the frozen rows that others see."""

from brokerdesk.ports.spec import UnknownAdapterError, adapters
from brokerdesk.ports.trading import DealEntry, DealKind

from .models import Account, AccountRequest, Deal, Difference, Operation, Product, Server
from .types import (
    AccountKind,
    AccountRow,
    AccountState,
    DealRow,
    DifferenceClass,
    DifferenceRow,
    OperationRow,
    ProductRow,
    RequestKind,
    RequestRow,
    RequestState,
    ServerRow,
    Switches,
    WorkKind,
    WorkState,
)


def platform_title(kind: str) -> str:
    """The name of a platform, marked for translation; of one that is not installed, its kind."""
    try:
        return adapters.get("trading", kind).title
    except UnknownAdapterError:
        return kind


def server_row(server: Server) -> ServerRow:
    return ServerRow(
        pk=server.pk,
        public_id=server.public_id,
        code=server.code,
        title=server.title,
        kind=server.kind,
        environment=server.environment,
        entity_pk=server.entity_id,
        enabled=server.enabled,
        offset_s=server.offset_s,
        watermark_s=server.watermark_s,
        group_mask=server.group_mask,
        state=server.state,
        config=server.config,
    )


def product_row(product: Product) -> ProductRow:
    return ProductRow(
        pk=product.pk,
        public_id=product.public_id,
        brand_pk=product.brand_id,
        server_pk=product.server_id,
        code=product.code,
        title=product.title,
        platform=platform_title(product.server.kind),
        kind=AccountKind(product.kind),
        group=product.group,
        currency=product.currency,
        leverages=tuple(product.leverages),
        max_per_client=product.max_per_client,
        demo_deposit=product.demo_deposit,
        enabled=product.enabled,
        internal=product.internal,
    )


def account_row(account: Account) -> AccountRow:
    """Needs `client`, `server` and `product` joined, or it asks for each."""
    return AccountRow(
        pk=account.pk,
        public_id=account.public_id,
        client_pk=account.client_id,
        client_id=account.client.public_id,
        brand_pk=account.brand_id,
        entity_pk=account.entity_id,
        server_pk=account.server_id,
        server_code=account.server.code,
        server_title=account.server.title,
        platform=platform_title(account.server.kind),
        product_title=account.product.title,
        kind=AccountKind(account.kind),
        login=account.login,
        group=account.group,
        currency=account.currency,
        leverage=account.leverage,
        state=AccountState(account.state),
        failure=account.failure,
        switches=Switches(
            deposit=account.may_deposit,
            withdraw=account.may_withdraw,
            transfer=account.may_transfer,
            trade=account.may_trade,
            partner_payout=account.pays_partner,
            visible=account.visible,
        ),
        balance=account.balance,
        credit=account.credit,
        equity=account.equity,
        margin=account.margin,
        level=account.level,
        figures_at=account.figures_at,
        created_at=account.created_at,
    )


def request_row(request: AccountRequest) -> RequestRow:
    """Needs `account` and `operation` joined, or it asks for each."""
    return RequestRow(
        pk=request.pk,
        public_id=request.public_id,
        account_id=request.account.public_id,
        brand_pk=request.account.brand_id,
        kind=RequestKind(request.kind),
        state=RequestState(request.state),
        amount=request.amount,
        leverage=request.leverage,
        currency=request.account.currency,
        reason=request.reason,
        answer=request.answer,
        requested_by=request.requested_by,
        decided_by=request.decided_by,
        operation_id=request.operation.public_id if request.operation else None,
        version=request.version,
        created_at=request.created_at,
    )


def operation_row(operation: Operation) -> OperationRow:
    """Needs `account` joined, or it asks for it."""
    return OperationRow(
        pk=operation.pk,
        public_id=operation.public_id,
        reference=operation.reference,
        account_id=operation.account.public_id,
        server_pk=operation.server_id,
        kind=WorkKind(operation.kind),
        state=WorkState(operation.state),
        purpose=operation.purpose,
        amount=operation.amount,
        currency=operation.currency,
        ticket=operation.ticket,
        reason=operation.reason,
        created_at=operation.created_at,
    )


def deal_row(deal: Deal) -> DealRow:
    """Needs `server` and `account` joined, or it asks for each."""
    account = deal.account
    return DealRow(
        pk=deal.pk,
        server_pk=deal.server_id,
        server_code=deal.server.code,
        ticket=deal.ticket,
        account_pk=deal.account_id,
        client_pk=account.client_id if account else None,
        brand_pk=account.brand_id if account else None,
        entity_pk=account.entity_id if account else deal.server.entity_id,
        account_kind=account.kind if account else "",
        partner_payout=account.pays_partner if account else False,
        login=deal.login,
        group=deal.group,
        symbol=deal.symbol,
        kind=DealKind(deal.kind),
        entry=DealEntry(deal.entry),
        position_id=deal.position_id,
        lots=deal.lots,
        lots_closed=deal.lots_closed,
        contract_size=deal.contract_size,
        price=deal.price,
        price_position=deal.price_position,
        profit=deal.profit,
        commission=deal.commission,
        swap=deal.swap,
        fee=deal.fee,
        balance_effect=deal.balance_effect,
        currency=deal.currency,
        comment=deal.comment,
        occurred_at=deal.occurred_at,
        recorded_at=deal.recorded_at,
        deleted_at=deal.deleted_at,
        opened_at=deal.opened_at,
        credit_effect=deal.credit_effect,
    )


def difference_row(difference: Difference) -> DifferenceRow:
    """Needs `server` and `account` joined, or it asks for each."""
    return DifferenceRow(
        pk=difference.pk,
        public_id=difference.public_id,
        server_code=difference.server.code,
        login=difference.login,
        account_id=difference.account.public_id if difference.account else None,
        item=difference.item,
        cls=DifferenceClass(difference.cls),
        expected=difference.expected,
        actual=difference.actual,
        amount=difference.amount,
        currency=difference.currency,
        detail=difference.detail,
        version=difference.version,
        opened_at=difference.opened_at,
        closed_at=difference.closed_at,
    )
