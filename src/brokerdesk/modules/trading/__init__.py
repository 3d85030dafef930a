"""Platform servers, products, trading accounts, deals, positions and mirrors.

Owns: servers, groups, symbols, products, accounts, deals, positions, quotes, platform operations
(the intents that move money or change accounts on a platform), differences.
Emits: see events.py. Listens to: its own facts, to tell clients; the gateway worker calls
`services`.
Never: talks to a platform itself, or moves client money except by an ingested deal.
"""
