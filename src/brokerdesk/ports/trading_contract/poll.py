"""Cards of reading again and again."""

from decimal import Decimal

from brokerdesk.ports.trading import DealWindow

from .venue import Venue, deposited, opened, session, window


class PollCards:
    """What came since the last reading."""

    async def test_t06_readings(self, venue: Venue) -> None:
        """T-06 Readings from the newest deal's second on show what came since, each deal once."""
        async with session(venue) as link, session(venue) as reader:
            login = (await opened(venue, link)).login
            wide, seen = window(venue, login), set[int]()
            from_s = wide.from_s
            for amount in (1, 2, 3):
                tickets = [await deposited(link, login, Decimal(amount)) for _ in range(2)]
                part = DealWindow(from_s, wide.to_s, logins=(login,))
                found = [d async for rows in reader.deals_port.deals(part) for d in rows]
                assert len({deal.ticket for deal in found}) == len(found)
                assert [d.ticket for d in found if d.ticket not in seen] == tickets
                seen |= {deal.ticket for deal in found}
                from_s = found[-1].server_time_ms // 1000
