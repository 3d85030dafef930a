"""Requests about the session, symbols, assets and prices."""

import secrets
from typing import Any

from ..catalogue import (
    ASSET_BY_ID,
    CATEGORY_BY_ID,
    CLASSES,
    COUNTRIES,
    SYMBOL_BY_ID,
    Asset,
    Symbol,
)
from ..proto import MANAGER
from ..world import World
from .base import Call, made, request

VERSION = "street-1"
SCALE = 100_000


@request("ServerTimeReq", "SESSION", None)
def server_time(call: Call) -> Any:
    """Tell the server's time."""
    return made("ServerTimeRes", timeInMillis=call.world.clock.now_ms())


@request("VersionReq", "SESSION", None)
def version(call: Call) -> Any:
    """Tell the server's version."""
    return made("VersionRes", version=VERSION)


@request("AuthTokenReq", "SESSION", None)
def auth_token(call: Call) -> Any:
    """Give a token of this session."""
    return made("AuthTokenRes", token=secrets.token_hex(16))


@request("PingReq", "SESSION", None)
def ping(call: Call) -> Any:
    """Answer a ping."""
    return made("PingRes", timestamp=call.request.timestamp)


@request("EventSubscribeReq", "SESSION", None)
def subscribe_events(call: Call) -> Any:
    """Narrow the events of this connection."""
    call.wanted_events.clear()
    call.wanted_events.update(call.request.subscriptionPayloadType)
    return made("EventSubscribeRes")


def symbol_message(symbol: Symbol) -> Any:
    """Render a symbol."""
    item = symbol.item
    return made(
        "Symbol",
        symbolId=symbol.symbol_id,
        name=item.name,
        digits=item.digits,
        pipPosition=symbol.pip_position,
        enabled=True,
        description=item.description,
        lotSize=symbol.lot_size,
        symbolCategoryId=symbol.category_id,
        baseAssetId=symbol.base_asset_id,
        quoteAssetId=symbol.quote_asset_id,
    )


@request("SymbolListReq", "MARKET", None)
def symbols(call: Call) -> Any:
    """List the symbols."""
    found = [symbol_message(item) for item in SYMBOL_BY_ID.values()]
    return made("SymbolListRes", symbol=found)


def _asset(asset: Asset) -> Any:
    return made(
        "Asset",
        asset,
        description=asset.name,
        type=1,
        depositAsset=asset.deposit,
        depositable=asset.deposit,
        displayName=asset.name,
    )


@request("AssetListReq", "MARKET", None)
def assets(call: Call) -> Any:
    """List the assets."""
    return made("AssetListRes", asset=[_asset(item) for item in ASSET_BY_ID.values()])


@request("SymbolCategoryListReq", "MARKET", None)
def categories(call: Call) -> Any:
    """List the categories of symbols."""
    kind = MANAGER["SymbolCategory"]
    found = [
        kind(symbolCategoryId=item.category_id, assetClassId=item.class_id, name=item.name)
        for item in CATEGORY_BY_ID.values()
    ]
    return made("SymbolCategoryListRes", symbolCategory=found)


@request("AssetClassListReq", "MARKET", None)
def classes(call: Call) -> Any:
    """List the asset classes."""
    kind = MANAGER["AssetClass"]
    found = [kind(assetClassId=number, name=name) for number, name in CLASSES.items()]
    return made("AssetClassListRes", assetClass=found)


@request("CountryListReq", "MARKET", None)
def countries(call: Call) -> Any:
    """List the countries."""
    kind = MANAGER["Country"]
    found = [kind(countryId=n, name=name, countryA2Code=code) for n, name, code in COUNTRIES]
    return made("CountryListRes", country=found)


def spot(world: World, symbol_id: int) -> Any:
    """Render a symbol's prices."""
    quote = world.market.quotes[SYMBOL_BY_ID[symbol_id].item.name]
    bid, ask = int(quote.bid * SCALE), int(quote.ask * SCALE)
    return made("SpotEvent", symbolId=symbol_id, bid=bid, ask=ask, timestamp=quote.time_ms)


@request("SubscribeSpotsReq", "MARKET", None)
def subscribe_spots(call: Call) -> Any:
    """Follow the prices of symbols; the present ones follow at once."""
    call.spots.update(call.world.symbol(number).symbol_id for number in call.request.symbolId)
    return made("SubscribeSpotsRes")


@request("UnsubscribeSpotsReq", "MARKET", None)
def unsubscribe_spots(call: Call) -> Any:
    """Follow symbols no longer."""
    call.spots.difference_update(call.request.symbolId)
    return made("UnsubscribeSpotsRes")
