"""What every account is worth at every tick: positions marked, converted, summed, watched.

Owns: the marking engine (`engine`), shards of accounts and their checkpoints, the gate for quotes
and its settings, emergency stops, where accounts stand. Emits: see events.py.
Listens to: ticks and platform facts, in the order of their stream.
Never: decides what a level means (the rooms above register as watchers), or moves money.
"""
