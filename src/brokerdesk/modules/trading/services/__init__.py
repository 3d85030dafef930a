"""Commands of the trading room."""
