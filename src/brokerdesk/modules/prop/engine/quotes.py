"""How far an equity is to be trusted by the quotes that it rests on; the gate is valuation's."""

from brokerdesk.modules.valuation.engine.gate import Quote, QuoteFault, QuotePolicy, fault_of

from .events import Quality

__all__ = ["Quote", "QuoteFault", "QuotePolicy", "fault_of", "quality_of"]


def quality_of(*faults: QuoteFault | None, reported: bool) -> Quality:
    """How far an equity is to be trusted: suspect when a quote it rests on has a fault, else
    as good as its source, the platform (`reported`) or our own valuation.
    """
    if any(faults):
        return Quality.SUSPECT
    return Quality.REPORTED if reported else Quality.ESTIMATED
