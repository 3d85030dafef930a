"""Field tables of the Manager API (numbers and names; see `build` for the notation).

The numbers of 738 to 741 are ours: only 742 is known from the field.
"""

from .build import Messages

_COMMON = """
Envelope: 1 payloadType* u, 2 payload y, 3 clientMsgId s
ErrorRes 50: 2 errorCode* s, 3 description s, 4 maintenanceEndTimestamp
Heartbeat 51:
PingReq 52: 2 timestamp
PingRes 53: 2 timestamp
Hello 990:
ManagerAuthReq 301: 2 plantId* s, 3 environmentName* s, 4 login*, 5 passwordHash* s
ManagerAuthRes 302: 2 permission+, 5 utcLastUpdateTimestamp
AuthTokenReq 850:
AuthTokenRes 851: 2 token* s
ServerTimeReq 313:
ServerTimeRes 314: 2 timeInMillis*
VersionReq 154:
VersionRes 155: 2 version* s
EventSubscribeReq 67: 2 subscriptionPayloadType+
EventSubscribeRes 68:
"""

_ENTITIES = """
Trader: 1 traderId*, 2 login*, 3 groupId*, 8 balance*, 9 accountType, 10 name s, \
11 passwordHash s, 12 description s, 13 status, 14 countryId, 15 state s, 16 city s, \
17 address s, 18 zipCode s, 19 phone s, 20 phonePassword s, 21 email s, 22 documentId s, \
25 registrationTimestamp, 26 lastConnectTimestamp, 27 online b, 28 utcLastUpdateTimestamp, \
29 deleted b, 30 balanceVersion, 32 introducingBroker b, 33 parentIntroducingBrokerId, \
34 introducingBrokerCommissionRate, 35 pocketCommissionRate, 36 pocketMarkupRate, \
47 managerBonus, 48 ibBonus, 49 showPersonalData b, 52 rankId, \
55 parentIntroducingBrokerIdIsNull b, 56 lastName s, 59 accessRights, 60 sendOwnStatement b, \
61 depositAssetId, 64 swapFree b, 65 nonWithdrawableBonus, 66 leverageInCents u, \
68 totalMarginCalculationType, 69 brokerName s, 70 maxLeverage u, 71 freeTrades, 74 version, \
75 subAccountOf, 77 disablePasswordLogin b, 78 isLimitedRisk b, \
79 limitedRiskMarginCalculationStrategy, 80 moneyDigits u, 82 sendStatementToBroker b, \
85 fairStopOut b, 90 comment s
LightTrader: 1 traderId*, 2 login*, 3 groupId*, 4 depositAssetId*, 5 name s, 6 lastName s, \
7 registrationTimestamp*, 8 subAccountOf, 9 brokerName s
TradeData: 1 symbolId*, 2 volume*, 3 tradeSide*, 4 traderId, 7 openTimestamp, 8 closeTimestamp, \
12 label s, 13 comment s, 14 channel s, 16 lotSize
Position: 1 positionId*, 3 tradeData* TradeData, 4 positionStatus*, 5 swap*, 6 price d, \
7 stopLoss d, 8 takeProfit d, 10 utcLastUpdateTimestamp, 11 bookType, 13 commission, \
14 marginRate d, 23 usedMargin, 30 moneyDigits u
Order: 1 orderId*, 2 tradeData* TradeData, 3 orderType*, 4 orderStatus*, 6 expirationTimestamp, \
9 executionPrice d, 10 executedVolume, 11 stopLoss d, 12 takeProfit d, \
13 utcLastUpdateTimestamp, 20 closingOrder b, 21 limitPrice d, 22 stopPrice d, \
23 clientOrderId s, 24 commission, 26 timeInForce, 30 positionId, 42 login, 45 isStopOut b, \
54 moneyDigits u
Deal: 1 dealId*, 2 orderId*, 3 positionId*, 4 traderId*, 5 volume*, 6 filledVolume*, \
7 symbolId*, 8 createTimestamp*, 9 executionTimestamp*, 10 utcLastUpdateTimestamp*, \
11 executionPrice d, 12 limitPrice d, 13 tradeSide*, 14 dealStatus*, 15 dealType*, \
16 marginRate d, 17 commission, 19 bookType, 22 label s, 23 channel s, 24 comment s, \
26 baseToUsdConversionRate d, 32 closePositionDetail ClosePositionDetail, 42 lotSize, \
58 moneyDigits u
ClosePositionDetail: 2 entryPrice* d, 3 swap*, 4 commission*, 7 profit*, 8 balance*, \
11 comment s, 15 quoteToDepositConversionRate d, 16 closedVolume, 18 balanceVersion, 23 equity, \
25 netProfit, 31 balanceHistoryId, 37 nonWithdrawableBonus, 43 moneyDigits u, 44 pnlConversionFee
DepositWithdraw: 1 operationType*, 2 balanceHistoryId*, 3 traderId*, 4 balance*, 5 delta*, \
6 changeBalanceTimestamp*, 7 comment s, 8 externalNote s, 9 balanceVersion, 10 equity, \
13 nonWithdrawableBonus, 14 source s, 15 externalId s, 16 moneyDigits u
BonusDepositWithdraw: 1 operationType*, 2 bonusHistoryId*, 3 traderId*, 4 managerBonus*, \
5 managerDelta*, 6 ibBonus*, 7 ibDelta*, 8 changeBonusTimestamp*, 10 comment s, \
11 externalNote s, 12 introducingBrokerId, 13 moneyDigits u
LightGroup: 1 groupId*, 2 name s, 3 enabled* b, 4 swapEnabled b, 9 marginStopout d, \
11 description s, 13 priceStreamId, 14 deleted b, 15 hasAccess b, 25 regionId, \
29 negativeBalanceProtection b
Symbol: 1 symbolId*, 2 name* s, 4 digits*, 5 pipPosition*, 8 enabled b, 15 description s, \
32 lotSize, 35 symbolCategoryId, 53 baseAssetId, 54 quoteAssetId
Asset: 1 assetId*, 2 name* s, 3 description* s, 4 type*, 5 depositAsset* b, 6 depositable* b, \
7 displayName s, 9 digits
SymbolCategory: 1 symbolCategoryId*, 2 assetClassId*, 3 name* s
AssetClass: 1 assetClassId*, 2 name* s
Country: 1 countryId*, 2 name* s, 3 countryA2Code s
Session: 1 sessionId*, 2 traderId*, 3 proxyId*, 4 geoInfo s, 5 applicationType
"""

_REQUESTS = """
LightGroupListReq 473:
LightGroupListRes 474: 2 group+ LightGroup
GroupByIdReq 475: 2 groupId*
GroupByIdRes 476: 2 group* LightGroup
TraderListReq 403: 2 fromTimestamp*, 3 toTimestamp*, 4 groupId, \
5 hideIbParameters b, 6 onlySubAccounts b
TraderListRes 404: 2 trader+ Trader, 3 hasMore* b
TraderDeltaReq 591: 2 fromTimestamp*, 3 groupId, 4 hideIb b, 5 onlySubAccounts b
TraderDeltaRes 592: 2 trader+ Trader, 3 notAvailableTraderId+, 4 utcLastUpdateTimestamp, \
5 hasMore* b
LightTraderListReq 228: 2 fromTimestamp*, 3 toTimestamp*, 4 groupId
LightTraderListRes 229: 2 trader+ LightTrader, 3 hasMore* b
TraderByIdReq 703: 2 traderId+
TraderByIdRes 704: 2 trader+ Trader
CrudTraderReq 501: 2 operation*, 3 trader* Trader, 4 validateVersion b
CrudTraderRes 502: 2 operation*, 3 traderId*
ChangePasswordReq 303: 2 traderId*, 3 passwordHash* s
ChangePasswordRes 304:
CheckPasswordReq 307: 2 traderId, 3 passwordHash* s, 4 login
CheckPasswordRes 308:
ChangeBalanceReq 519: 2 traderId*, 3 amount*, 4 comment s, 5 type*, 6 managerId, 7 externalNote s, \
8 source s, 9 externalId s, 10 newWay b, 11 skipMarginValidation b
ChangeBalanceRes 520: 2 traderId*, 3 balanceHistoryId*
BalanceTransferReq 355: 2 fromTraderId*, 3 toTraderId*, 4 amount*, 5 conversionRate d, 6 newWay b, \
7 commentForFromTrader s, 8 commentForToTrader s
BalanceTransferRes 356: 2 depositedAmount*, 3 moneyDigits u
ChangeBonusReq 780: 2 traderId*, 3 amount*, 4 comment s, 5 type*, 6 externalNote s, \
7 newWay b, 8 owner
ChangeBonusRes 781: 2 traderId*, 3 bonusHistoryId*
BalanceHistoryReq 417: 2 traderId, 3 fromTimestamp*, 4 toTimestamp*
BalanceHistoryRes 418: 2 traderId, 3 depositWithdraw+ DepositWithdraw, 4 hasMore b
BonusHistoryReq 786: 2 traderId, 3 fromTimestamp*, 4 toTimestamp*
BonusHistoryRes 787: 2 traderId, 3 bonusDepositWithdraw+ BonusDepositWithdraw, 4 hasMore b
PositionListReq 407: 2 traderId, 3 fromTimestamp*, 4 toTimestamp*
PositionListRes 408: 2 traderId, 3 position+ Position, 4 hasMore* b
ClosedPositionListReq 720: 2 fromTimestamp*, 3 toTimestamp*, 4 traderId
ClosedPositionListRes 721: 2 position+ Position, 3 hasMore* b
PendingOrderListReq 409: 2 traderId, 3 fromTimestamp*, 4 toTimestamp*
PendingOrderListRes 410: 2 traderId, 3 order+ Order, 4 hasMore* b
DealListReq 431: 2 traderId+, 3 fromTimestamp*, 4 toTimestamp*, 5 maxRows, 6 closingDealsOnly b, \
7 includeAdditionalVolumes b, 8 withFilledVolumeOnly b, 9 groupId+
DealListRes 432: 2 deal+ Deal, 3 hasMore* b
DealsByPositionReq 459: 2 positionId*, 3 fromTimestamp*, 4 toTimestamp*
DealsByPositionRes 460: 2 deal+ Deal, 3 hasMore* b
GetDealReq 709: 2 dealId*
GetDealRes 711: 2 deal* Deal
OrderDetailsReq 321: 2 orderId*
OrderDetailsRes 322: 2 order* Order, 3 deal+ Deal
SymbolListReq 467:
SymbolListRes 468: 2 symbol+ Symbol, 3 archived+ Symbol
AssetListReq 465:
AssetListRes 466: 2 asset+ Asset
SymbolCategoryListReq 463:
SymbolCategoryListRes 464: 2 symbolCategory+ SymbolCategory
AssetClassListReq 437:
AssetClassListRes 438: 2 assetClass+ AssetClass
CountryListReq 435:
CountryListRes 436: 2 country+ Country
SubscribeSpotsReq 601: 3 symbolId+, 5 subscribeToSpotTimestamp b
SubscribeSpotsRes 602:
UnsubscribeSpotsReq 608: 3 symbolId+
UnsubscribeSpotsRes 609:
NewOrderReq 738: 2 traderId*, 3 symbolId*, 4 orderType*, 5 tradeSide*, 6 volume*, 7 limitPrice d, \
8 stopPrice d, 9 timeInForce, 10 expirationTimestamp, 11 stopLoss d, 12 takeProfit d, \
13 comment s, 14 label s, 15 channel s, 16 clientOrderId s
AmendOrderReq 739: 2 traderId*, 3 orderId*, 4 volume, 5 limitPrice d, 6 stopPrice d, \
7 expirationTimestamp, 8 stopLoss d, 9 takeProfit d, 10 channel s
CancelOrderReq 740: 2 traderId*, 3 orderId*, 4 channel s
AmendPositionReq 741: 2 traderId*, 3 positionId*, 4 stopLoss d, 5 takeProfit d, 6 channel s
ClosePositionReq 742: 2 traderId*, 3 positionId*, 4 volume*, 7 channel s
"""

_EVENTS = """
SpotEvent 3: 2 symbolId*, 3 bid, 4 ask, 5 high, 6 low, 7 sessionClose, 9 timestamp
OrderErrorEvent 138: 2 errorCode* s, 3 orderId, 5 traderId, 6 positionId, 7 description s
ExecutionEvent 300: 2 executionType*, 4 position Position, 5 order Order, 6 errorCode s, \
7 depositWithdraw DepositWithdraw, 8 deal Deal, 9 eventId, \
10 bonusDepositWithdraw BonusDepositWithdraw, 11 isServerEvent b, 12 depositToUsdRate d
MarginChangedEvent 335: 2 positionId*, 3 usedMargin*, 4 moneyDigits u
TraderChangedEvent 503: 2 trader* Trader, 3 operation*
GroupChangedEvent 506: 2 group* LightGroup, 3 operation*
SymbolChangedEvent 558: 2 symbol* Symbol, 3 operation*
TraderPermissionLose 562: 2 traderId*
TraderLogonEvent 730: 2 session* Session
TraderLogoutEvent 731: 2 sessionId*, 3 traderId, 4 isOnline b
"""

MANAGER = Messages("streetct.manager", "".join((_COMMON, _ENTITIES, _REQUESTS, _EVENTS)).strip())
