"""Double-entry ledger: append-only, balanced by the database."""
