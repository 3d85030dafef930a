"""A connection's dealer requests: sent, answered, read once."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

UNREAD_S = 180.0


@dataclass(slots=True)
class DealerDesk:
    """Answers to the requests of one connection; they die unread after three minutes."""

    answers: dict[int, tuple[float, dict[str, str]]] = field(default_factory=dict)

    def put(self, request: int, answer: dict[str, str], *, delay_s: float) -> None:
        """Keep an answer that becomes readable after a delay."""
        self.answers[request] = (time.monotonic() + delay_s, answer)

    def take(self, requests: Iterable[int]) -> dict[str, list[dict[str, dict[str, str]]]]:
        """Return and forget the final news of requests.

        A request without news yet has an empty list; unknown ones are left out.
        """
        now = time.monotonic()
        self.answers = {
            number: item for number, item in self.answers.items() if now - item[0] < UNREAD_S
        }
        found: dict[str, list[dict[str, dict[str, str]]]] = {}
        for request in requests:
            if request in self.answers and self.answers[request][0] > now:
                found[str(request)] = []
            elif request in self.answers:
                answer = self.answers.pop(request)[1]
                found[str(request)] = [{"result": _confirm(answer)}, {"answer": answer}]
        return found


def _confirm(answer: dict[str, str]) -> dict[str, str]:
    return {
        "ID": answer["ID"],
        "Retcode": answer["ResultRetcode"].partition(" ")[0],
        "Volume": answer["ResultVolume"],
        "VolumeExt": answer["ResultVolumeExt"],
        "Price": answer["ResultPrice"],
        "TickBid": answer["ResultMarketBid"],
        "TickAsk": answer["ResultMarketAsk"],
        "TickLast": answer["ResultMarketLast"],
        "Comment": answer["ResultComment"],
        "Flags": "0",
    }
