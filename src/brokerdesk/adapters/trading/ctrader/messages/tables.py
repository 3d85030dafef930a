"""Field numbers of the Manager API's messages, as far as they are used."""

_ENVELOPE = {
    "Envelope": "1 payloadType u, 2 payload y, 3 clientMsgId s",
    "Error": "2 errorCode s, 3 description s, 4 maintenanceEndTimestamp i",
    "Empty": "",
    "Auth": "2 plantId s, 3 environmentName s, 4 login i, 5 passwordHash s",
    "AuthDone": "2 permission+ i",
    "ServerTime": "2 timeInMillis i",
}

_RECORDS = {
    "Trader": "1 traderId i, 2 login i, 3 groupId i, 8 balance i, 10 name s, 12 description s,"
    "21 email s, 25 registrationTimestamp i, 30 balanceVersion i, 56 lastName s,"
    "59 accessRights i, 61 depositAssetId i, 65 nonWithdrawableBonus i, 66 leverageInCents u,"
    "69 brokerName s, 80 moneyDigits u",
    "LightTrader": "1 traderId i, 2 login i, 3 groupId i, 4 depositAssetId i,"
    "7 registrationTimestamp i",
    "TradeData": "1 symbolId i, 2 volume i, 3 tradeSide i, 4 traderId i, 7 openTimestamp i,"
    "12 label s, 13 comment s, 16 lotSize i",
    "Position": "1 positionId i, 3 tradeData TradeData, 4 positionStatus i, 5 swap i, 6 price d,"
    "7 stopLoss d, 8 takeProfit d, 13 commission i, 23 usedMargin i, 30 moneyDigits u",
    "Order": "1 orderId i, 2 tradeData TradeData, 3 orderType i, 4 orderStatus i,"
    "6 expirationTimestamp i, 11 stopLoss d, 12 takeProfit d, 21 limitPrice d, 22 stopPrice d,"
    "30 positionId i, 42 login i, 45 isStopOut b",
    "CloseDetail": "2 entryPrice d, 3 swap i, 4 commission i, 7 profit i, 8 balance i,"
    "15 quoteToDepositConversionRate d, 16 closedVolume i, 18 balanceVersion i, 25 netProfit i,"
    "43 moneyDigits u, 44 pnlConversionFee i",
    "Deal": "1 dealId i, 2 orderId i, 3 positionId i, 4 traderId i, 5 volume i, 6 filledVolume i,"
    "7 symbolId i, 8 createTimestamp i, 9 executionTimestamp i, 11 executionPrice d,"
    "13 tradeSide i, 14 dealStatus i, 17 commission i, 22 label s, 23 channel s, 24 comment s,"
    "32 closePositionDetail CloseDetail, 42 lotSize i, 58 moneyDigits u",
    "DepositWithdraw": "1 operationType i, 2 balanceHistoryId i, 3 traderId i, 4 balance i,"
    "5 delta i, 6 changeBalanceTimestamp i, 7 comment s, 8 externalNote s, 9 balanceVersion i,"
    "14 source s, 15 externalId s, 16 moneyDigits u",
    "BonusDepositWithdraw": "3 traderId i",
    "Group": "1 groupId i, 2 name s, 3 enabled b, 9 marginStopout d, 11 description s,14 deleted b",
    "Symbol": "1 symbolId i, 2 name s, 4 digits i, 8 enabled b, 15 description s, 32 lotSize i,"
    "35 symbolCategoryId i, 53 baseAssetId i, 54 quoteAssetId i",
    "Asset": "1 assetId i, 2 name s, 9 digits i",
    "Category": "1 symbolCategoryId i, 2 assetClassId i, 3 name s",
    "Country": "1 countryId i, 2 name s, 3 countryA2Code s",
}

_REQUESTS = {
    "ById": "2 id i",
    "ByIds": "2 ids+ i",
    "Range": "2 fromTimestamp i, 3 toTimestamp i, 4 groupId i",
    "TraderRange": "2 traderId i, 3 fromTimestamp i, 4 toTimestamp i",
    "DealRange": "2 traderId+ i, 3 fromTimestamp i, 4 toTimestamp i",
    "PositionRange": "2 positionId i, 3 fromTimestamp i, 4 toTimestamp i",
    "CheckPassword": "2 traderId i, 3 passwordHash s, 4 login i",
    "Spots": "3 symbolId+ i",
    "ClosePosition": "2 traderId i, 3 positionId i, 4 volume i, 7 channel s",
    "CancelOrder": "2 traderId i, 3 orderId i",
}

_ANSWERS = {
    "Groups": "2 group+ Group",
    "Traders": "2 trader+ Trader, 3 hasMore b",
    "LightTraders": "2 trader+ LightTrader, 3 hasMore b",
    "BalanceHistory": "2 traderId i, 3 row+ DepositWithdraw, 4 hasMore b",
    "Positions": "2 traderId i, 3 position+ Position, 4 hasMore b",
    "Orders": "2 traderId i, 3 order+ Order, 4 hasMore b",
    "Deals": "2 deal+ Deal, 3 hasMore b",
    "OneDeal": "2 deal Deal",
    "Symbols": "2 symbol+ Symbol",
    "Assets": "2 asset+ Asset",
    "Categories": "2 category+ Category",
    "Countries": "2 country+ Country",
}

_EVENTS = {
    "Spot": "2 symbolId i, 3 bid i, 4 ask i, 9 timestamp i",
    "OrderError": "2 errorCode s, 3 orderId i, 5 traderId i, 6 positionId i, 7 description s",
    "Execution": "2 executionType i, 4 position Position, 5 order Order, 6 errorCode s,"
    "7 depositWithdraw DepositWithdraw, 8 deal Deal, 9 eventId i,"
    "10 bonusDepositWithdraw BonusDepositWithdraw, 11 isServerEvent b",
    "MarginChanged": "2 positionId i, 3 usedMargin i",
    "TraderChanged": "2 trader Trader, 3 operation i",
    "TraderGone": "2 traderId i",
}

TABLES: dict[str, str] = {**_ENVELOPE, **_RECORDS, **_REQUESTS, **_ANSWERS, **_EVENTS}
