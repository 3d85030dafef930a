"""Field tables of the Open API (numbers and names; see `build` for the notation)."""

from .build import Messages

_ENTITIES = """
ErrorRes 2142: 2 ctidTraderAccountId, 3 errorCode* s, 4 description s, 5 maintenanceEndTimestamp
CtidTraderAccount: 1 ctidTraderAccountId*, 2 isLive b, 3 traderLogin, 4 lastClosingDealTimestamp, \
5 lastBalanceUpdateTimestamp
Asset: 1 assetId*, 2 name* s, 3 displayName s, 4 digits
LightSymbol: 1 symbolId*, 2 symbolName s, 3 enabled b, 4 baseAssetId, 5 quoteAssetId, \
6 symbolCategoryId, 7 description s
Symbol: 1 symbolId*, 2 digits*, 3 pipPosition*, 4 enableShortSelling b, 7 swapLong d, \
8 swapShort d, 9 maxVolume, 10 minVolume, 11 stepVolume, 30 lotSize
Trader: 1 ctidTraderAccountId*, 2 balance*, 3 balanceVersion, 4 managerBonus, 5 ibBonus, \
6 nonWithdrawableBonus, 7 accessRights, 8 depositAssetId*, 9 swapFree b, 10 leverageInCents u, \
11 totalMarginCalculationType, 12 maxLeverage u, 13 frenchRisk b, 14 traderLogin, 15 accountType, \
16 brokerName s, 17 registrationTimestamp, 18 isLimitedRisk b, \
19 limitedRiskMarginCalculationStrategy, 20 moneyDigits u
TradeData: 1 symbolId*, 2 volume*, 3 tradeSide*, 4 openTimestamp, 5 label s, 7 comment s
Position: 1 positionId*, 2 tradeData* TradeData, 3 positionStatus*, 4 swap*, 5 price d, \
6 stopLoss d, 7 takeProfit d, 8 utcLastUpdateTimestamp, 9 commission, 10 marginRate d, \
13 usedMargin, 15 moneyDigits u
Order: 1 orderId*, 2 tradeData* TradeData, 3 orderType*, 4 orderStatus*, 6 expirationTimestamp, \
7 executionPrice d, 8 executedVolume, 9 utcLastUpdateTimestamp, 12 closingOrder b, \
13 limitPrice d, 14 stopPrice d, 15 stopLoss d, 16 takeProfit d, 17 clientOrderId s, \
18 timeInForce, 19 positionId, 22 isStopOut b
Deal: 1 dealId*, 2 orderId*, 3 positionId*, 4 volume*, 5 filledVolume*, 6 symbolId*, \
7 createTimestamp*, 8 executionTimestamp*, 9 utcLastUpdateTimestamp, 10 executionPrice d, \
11 tradeSide*, 12 dealStatus*, 13 marginRate d, 14 commission, 15 baseToUsdConversionRate d, \
16 closePositionDetail ClosePositionDetail, 17 moneyDigits u
ClosePositionDetail: 1 entryPrice* d, 2 grossProfit*, 3 swap*, 4 commission*, 5 balance*, \
6 quoteToDepositConversionRate d, 7 closedVolume, 8 balanceVersion, 9 moneyDigits u, \
10 pnlConversionFee
DepositWithdraw: 1 operationType*, 2 balanceHistoryId*, 3 balance*, 4 delta*, \
5 changeBalanceTimestamp*, 6 externalNote s, 7 balanceVersion, 8 equity, 9 moneyDigits u
BonusDepositWithdraw: 1 operationType*, 2 bonusHistoryId*, 3 managerBonus*, 4 managerDelta*, \
5 ibBonus*, 6 ibDelta*, 7 changeBonusTimestamp*, 8 externalNote s, 9 introducingBrokerId, \
10 moneyDigits u
UnrealizedPnL: 1 positionId*, 2 grossUnrealizedPnL*, 3 netUnrealizedPnL*
"""

_REQUESTS = """
ApplicationAuthReq 2100: 2 clientId* s, 3 clientSecret* s
ApplicationAuthRes 2101:
AccountAuthReq 2102: 2 ctidTraderAccountId*, 3 accessToken* s
AccountAuthRes 2103: 2 ctidTraderAccountId*
VersionReq 2104:
VersionRes 2105: 2 version* s
AssetListReq 2112: 2 ctidTraderAccountId*
AssetListRes 2113: 2 ctidTraderAccountId*, 3 asset+ Asset
SymbolsListReq 2114: 2 ctidTraderAccountId*, 3 includeArchivedSymbols b
SymbolsListRes 2115: 2 ctidTraderAccountId*, 3 symbol+ LightSymbol
SymbolByIdReq 2116: 2 ctidTraderAccountId*, 3 symbolId+
SymbolByIdRes 2117: 2 ctidTraderAccountId*, 3 symbol+ Symbol
TraderReq 2121: 2 ctidTraderAccountId*
TraderRes 2122: 2 ctidTraderAccountId*, 3 trader* Trader
ReconcileReq 2124: 2 ctidTraderAccountId*
ReconcileRes 2125: 2 ctidTraderAccountId*, 3 position+ Position, 4 order+ Order
SubscribeSpotsReq 2127: 2 ctidTraderAccountId*, 3 symbolId+, 4 subscribeToSpotTimestamp b
SubscribeSpotsRes 2128: 2 ctidTraderAccountId*
UnsubscribeSpotsReq 2129: 2 ctidTraderAccountId*, 3 symbolId+
UnsubscribeSpotsRes 2130: 2 ctidTraderAccountId*
DealListReq 2133: 2 ctidTraderAccountId*, 3 fromTimestamp*, 4 toTimestamp*, 5 maxRows
DealListRes 2134: 2 ctidTraderAccountId*, 3 deal+ Deal, 4 hasMore* b
CashFlowHistoryReq 2143: 2 ctidTraderAccountId*, 3 fromTimestamp*, 4 toTimestamp*
CashFlowHistoryRes 2144: 2 ctidTraderAccountId*, 3 depositWithdraw+ DepositWithdraw
AccountListReq 2149: 2 accessToken* s
AccountListRes 2150: 2 accessToken* s, 3 permissionScope, 4 ctidTraderAccount+ CtidTraderAccount
AccountLogoutReq 2162: 2 ctidTraderAccountId*
AccountLogoutRes 2163: 2 ctidTraderAccountId*
RefreshTokenReq 2173: 2 refreshToken* s
RefreshTokenRes 2174: 2 accessToken* s, 3 tokenType* s, 4 expiresIn*, 5 refreshToken* s
DealsByPositionReq 2179: 2 ctidTraderAccountId*, 3 positionId*, 4 fromTimestamp, 5 toTimestamp
DealsByPositionRes 2180: 2 ctidTraderAccountId*, 3 deal+ Deal, 4 hasMore* b
OrderDetailsReq 2181: 2 ctidTraderAccountId*, 3 orderId*
OrderDetailsRes 2182: 2 ctidTraderAccountId*, 3 order* Order, 4 deal+ Deal
UnrealizedPnLReq 2187: 2 ctidTraderAccountId*
UnrealizedPnLRes 2188: 2 ctidTraderAccountId*, 3 positionUnrealizedPnL+ UnrealizedPnL, \
4 moneyDigits* u
NewOrderReq 2106: 2 ctidTraderAccountId*, 3 symbolId*, 4 orderType*, 5 tradeSide*, 6 volume*, \
7 limitPrice d, 8 stopPrice d, 9 timeInForce, 10 expirationTimestamp, 11 stopLoss d, \
12 takeProfit d, 13 comment s, 16 label s, 17 positionId, 18 clientOrderId s
CancelOrderReq 2108: 2 ctidTraderAccountId*, 3 orderId*
AmendOrderReq 2109: 2 ctidTraderAccountId*, 3 orderId*, 4 volume, 5 limitPrice d, 6 stopPrice d, \
7 expirationTimestamp, 8 stopLoss d, 9 takeProfit d
AmendPositionReq 2110: 2 ctidTraderAccountId*, 3 positionId*, 4 stopLoss d, 5 takeProfit d
ClosePositionReq 2111: 2 ctidTraderAccountId*, 3 positionId*, 4 volume*
"""

_EVENTS = """
TraderChangedEvent 2123: 2 ctidTraderAccountId*, 3 trader* Trader
ExecutionEvent 2126: 2 ctidTraderAccountId*, 3 executionType*, 4 position Position, 5 order Order, \
6 deal Deal, 7 bonusDepositWithdraw BonusDepositWithdraw, 8 depositWithdraw DepositWithdraw, \
9 errorCode s, 10 isServerEvent b
SpotEvent 2131: 2 ctidTraderAccountId*, 3 symbolId*, 4 bid, 5 ask, 8 timestamp
OrderErrorEvent 2132: 2 errorCode* s, 3 orderId, 5 ctidTraderAccountId*, \
6 positionId, 7 description s
TokenInvalidatedEvent 2147: 2 ctidTraderAccountIds+, 3 reason s
ClientDisconnectEvent 2148: 2 reason s
AccountDisconnectEvent 2164: 2 ctidTraderAccountId*
"""

OPENAPI = Messages("streetct.openapi", "".join((_ENTITIES, _REQUESTS, _EVENTS)).strip())
