"""Tables of the valuation room."""

from .gate import QuoteFaultSeen, QuoteRule, SymbolStop
from .shards import Shard, Stand

__all__ = ["QuoteFaultSeen", "QuoteRule", "Shard", "Stand", "SymbolStop"]
