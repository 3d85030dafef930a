"""Partner tree, plans, accruals with their derivation, payouts."""
