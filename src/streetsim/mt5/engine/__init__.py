"""What the trade server does with accounts: money, valuation, dealing, rollover."""
