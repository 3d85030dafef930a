"""Risk for brokers: exposure, books, the house's result, margin calls, alerts, what-ifs.

Owns: A/B tags and rules of accounts, alert rules and alerts, the feed of margin calls and
stop-outs. Emits: see events.py. Listens to: valuation (as a watcher), deals, accounts.
Never: changes a position or an account; it shows and warns.
"""
