"""Partners (IBs): tree, plans, accruals with their derivation, payouts.

Owns: partners, their parents and clients through time, plans and versions, accruals, earnings
without a deal, payouts.
Emits: see events.py. Listens to: client.registered (attribution), deal.received (accrual),
deal.corrected (reversal and new accrual), deposits (clients who are paid for, clawback),
services bought (a share of the price).
Never: changes an accrual; a correction is a reversing accrual and a new one.
"""
