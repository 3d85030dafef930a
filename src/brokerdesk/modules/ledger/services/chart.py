"""The chart of accounts: the only place that makes account codes.

`entity` is the primary key of the legal entity whose books the account is in. Codes of shared
accounts carry it, because each entity's books balance by themselves.
"""

from typing import Final

from brokerdesk.kit.money import scale_of

from ..types import AccountClass, AccountSpec

PARTNER_SCALE: Final = 8
HOUSE_NAMES: Final[dict[str, AccountClass]] = {
    "trading_pl": "income",
    "commission": "income",
    "swap": "income",
    "fee": "income",
    "correction": "expense",
    "dividend": "expense",
    "so_compensation": "expense",
    "opening": "equity",
    "bonus": "expense",
    "charge": "income",
    "interest": "expense",
    "tax": "liability",
    "agent": "expense",
}


def client_wallet(client_id: str, asset: str, entity: int) -> AccountSpec:
    """A client's money that he may use at once; also a partner's wallet."""
    return _wallet(client_id, "wallet", asset, entity)


def client_reserved(client_id: str, asset: str, entity: int) -> AccountSpec:
    """A client's money that is held for a withdrawal or transfer under way."""
    return _wallet(client_id, "reserved", asset, entity)


def account_mirror(account_id: str, asset: str, entity: int) -> AccountSpec:
    """The balance of a trading account as its platform's deals made it."""
    return AccountSpec(
        code=f"account:{account_id}:mirror:{asset}",
        kind="running",
        cls="liability",
        asset=asset,
        scale=scale_of(asset),
        entity_id=entity,
        allow_negative=True,
        owner=f"account:{account_id}",
    )


def partner_payable(partner_id: str, asset: str, entity: int) -> AccountSpec:
    """What is owed to a partner and not yet paid out; below zero after a clawback."""
    return AccountSpec(
        code=f"partner:{partner_id}:payable:{asset}",
        kind="running",
        cls="liability",
        asset=asset,
        scale=_fine(asset),
        entity_id=entity,
        allow_negative=True,
        owner=f"partner:{partner_id}",
    )


def client_rebate(client_id: str, asset: str, entity: int) -> AccountSpec:
    """Of the commission on his trades, what is owed to the client; below zero after corrections."""
    return AccountSpec(
        code=f"client:{client_id}:rebate:{asset}",
        kind="running",
        cls="liability",
        asset=asset,
        scale=_fine(asset),
        entity_id=entity,
        allow_negative=True,
        owner=f"client:{client_id}",
    )


def transit(server_code: str, asset: str, entity: int) -> AccountSpec:
    """Money between wallets and the accounts of one trading server."""
    return _pooled(f"platform:{server_code}:transit", "liability", asset, entity)


def payout_transit(psp_code: str, asset: str, entity: int) -> AccountSpec:
    """Money that was sent to a provider for a payout and is not yet confirmed as paid."""
    return _pooled(f"psp:{psp_code}:payout_transit", "liability", asset, entity)


def psp_clearing(psp_code: str, asset: str, entity: int) -> AccountSpec:
    """What a payment provider owes us."""
    return _pooled(f"psp:{psp_code}:clearing", "asset", asset, entity)


def psp_reserve(psp_code: str, asset: str, entity: int) -> AccountSpec:
    """What a payment provider keeps back as its rolling reserve."""
    return _pooled(f"psp:{psp_code}:reserve", "asset", asset, entity)


def bank(bank_code: str, asset: str, entity: int) -> AccountSpec:
    """Money in a bank account of ours."""
    return _pooled(f"bank:{bank_code}", "asset", asset, entity)


def expense(name: str, asset: str, entity: int) -> AccountSpec:
    """A cost of the house, such as `psp_fee`; commission keeps eight decimals."""
    scale = _fine(asset) if name == "commission" else scale_of(asset)
    return _pooled(f"expense:{name}", "expense", asset, entity, scale=scale)


def income(name: str, asset: str, entity: int) -> AccountSpec:
    """An income of the house, such as `fees`."""
    return _pooled(f"income:{name}", "income", asset, entity)


def fx(asset: str, entity: int) -> AccountSpec:
    """The house's position in an asset from conversions."""
    return _pooled("fx", "asset", asset, entity)


def suspense(asset: str, entity: int) -> AccountSpec:
    """Money whose owner is not known yet."""
    return _pooled("suspense", "liability", asset, entity)


def prop_capital(asset: str, entity: int) -> AccountSpec:
    """What the house lent to funded traders on live accounts, and took back."""
    return _pooled("prop_capital", "equity", asset, entity)


def rounding(asset: str, entity: int) -> AccountSpec:
    """What is lost or won by rounding finer accruals once, at payout; eight decimals."""
    return _pooled("rounding", "income", asset, entity, scale=_fine(asset))


def house(server_code: str, name: str, asset: str, entity: int) -> AccountSpec:
    """The house's side of what a trading server books; `name` is one of HOUSE_NAMES."""
    if name not in HOUSE_NAMES:
        raise ValueError(f"{name!r} is not a house account: {', '.join(HOUSE_NAMES)}")
    return _pooled(f"house:{server_code}:{name}", HOUSE_NAMES[name], asset, entity)


def _fine(asset: str) -> int:
    return max(PARTNER_SCALE, scale_of(asset))


def _wallet(client_id: str, part: str, asset: str, entity: int) -> AccountSpec:
    return AccountSpec(
        code=f"client:{client_id}:{part}:{asset}",
        kind="running",
        cls="liability",
        asset=asset,
        scale=scale_of(asset),
        entity_id=entity,
        allow_negative=False,
        owner=f"client:{client_id}",
    )


def _pooled(
    stem: str, cls: AccountClass, asset: str, entity: int, *, scale: int | None = None
) -> AccountSpec:
    return AccountSpec(
        code=f"{stem}:{entity}:{asset}",
        kind="pooled",
        cls=cls,
        asset=asset,
        scale=scale_of(asset) if scale is None else scale,
        entity_id=entity,
        allow_negative=True,
    )
