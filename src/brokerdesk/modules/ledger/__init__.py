"""The ledger: double entry, append-only, proved by the database.

Owns accounts, transactions, entries and checkpoints. Emits EntryPosted. Listens to nothing.
Never knows why money moves: other rooms name accounts by `services.chart` and post.
"""
