"""Requests of the Manager API: their numbers, and what answers them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A request's name and number, its message, and its answer's number and message."""

    name: str
    number: int
    asks: str
    answer: int
    gives: str
    long: bool = False


AUTH = Command("ManagerAuth", 301, "Auth", 302, "AuthDone")
SERVER_TIME = Command("ServerTime", 313, "Empty", 314, "ServerTime")
GROUPS = Command("LightGroupList", 473, "Empty", 474, "Groups", long=True)
TRADERS = Command("TraderList", 403, "Range", 404, "Traders", long=True)
LIGHT_TRADERS = Command("LightTraderList", 228, "Range", 229, "LightTraders", long=True)
TRADERS_BY_ID = Command("TraderById", 703, "ByIds", 704, "Traders", long=True)
CHECK_PASSWORD = Command("CheckTraderPassword", 307, "CheckPassword", 308, "Empty")
BALANCE_HISTORY = Command(
    "BalanceHistoryList", 417, "TraderRange", 418, "BalanceHistory", long=True
)
POSITIONS = Command("PositionList", 407, "TraderRange", 408, "Positions", long=True)
ORDERS = Command("PendingOrderList", 409, "TraderRange", 410, "Orders", long=True)
DEALS = Command("ManagerDealList", 431, "DealRange", 432, "Deals", long=True)
DEALS_OF_POSITION = Command("DealListByPositionId", 459, "PositionRange", 460, "Deals", long=True)
DEAL = Command("GetDeal", 709, "ById", 711, "OneDeal")
SYMBOLS = Command("ManagerSymbolList", 467, "Empty", 468, "Symbols", long=True)
ASSETS = Command("AssetList", 465, "Empty", 466, "Assets", long=True)
CATEGORIES = Command("SymbolCategoryList", 463, "Empty", 464, "Categories", long=True)
COUNTRIES = Command("CountryList", 435, "Empty", 436, "Countries", long=True)
SUBSCRIBE_SPOTS = Command("SubscribeSpotQuotes", 601, "Spots", 602, "Empty")
# Executions answer these, or an order error.
CLOSE_POSITION = Command("ClosePosition", 742, "ClosePosition", 300, "Execution")
CANCEL_ORDER = Command("CancelOrder", 740, "CancelOrder", 300, "Execution")

SPOT, ORDER_ERROR, EXECUTION, MARGIN_CHANGED = 3, 138, 300, 335
TRADER_CHANGED, GROUP_CHANGED, SYMBOL_CHANGED, TRADER_GONE = 503, 506, 558, 562
