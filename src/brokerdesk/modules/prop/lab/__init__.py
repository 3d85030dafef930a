"""The laboratory: simulated traders under a programme's rules. Pure; nothing live is touched.

`exact` lets the engine itself judge; `kernel` is the same in whole numbers, compiled, and refuses
what it cannot say exactly. To import `kernel` compiles it: only what simulates does.
"""

from .kinds import LabKind, LabState
from .traders import ARCHETYPES, Trader, read_trader

__all__ = ["ARCHETYPES", "LabKind", "LabState", "Trader", "read_trader"]
