"""Daily figures per brand, and the dashboards built on them.

Owns: daily figures. Emits: report.updated. Listens to: registrations, deals and
their corrections, deposits, refunds, chargebacks, withdrawals, commissions.
Never: a figure that cannot be rebuilt from the rooms below.
"""
