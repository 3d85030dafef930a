"""Payment methods, deposits, withdrawals, transfers, refunds, chargebacks, reconciliation.

Owns: payment providers (PSPs) and their settings, deposits with proofs, withdrawals, transfers,
refunds, PSP movements and statements.
Emits: see events.py. Listens to: trading's operations (settled, rejected, needs review).
Never: asks a provider inside a transaction, or believes a webhook or a browser's return.
"""
