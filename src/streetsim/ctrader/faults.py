"""The faults that this server knows."""

from streetsim.common.faults import FaultKinds

ANSWER_FAULTS = frozenset(
    {"drop_answer", "cut", "delay", "duplicate", "reorder", "refuse", "unavailable", "busy"}
)
SERVER_FAULTS = frozenset(
    {"edit_row", "delete_row", "late_row", "skew_clock", "restart", "expire_tokens"}
)
KINDS = FaultKinds(ANSWER_FAULTS, SERVER_FAULTS)

HELP = """\
faults FILE is a JSON list of {"when": ..., "do": ..., "with": {...}}.
when: {"command": "BALANCE", "nth": 3} counts that command from now on ("*" counts all);
      {"after_s": 10} fires by time. "times" in `with` repeats (default 1, 0 for ever).
commands: CREATE, UPDATE, DELETE, PASSWORD, BALANCE, TRANSFER, BONUS, TRADERS, HISTORY, DEALS,
      POSITIONS, CLOSED, ORDERS, ORDER, CLOSE, MARKET, SESSION at any door; one door only: the
      payload type ("519", "2121") or REST_ before the name ("REST_BALANCE"); EVENT or EVENT_300
      for events.
do, with its options:
  drop_answer    performed, the answer (or the event) is lost; close: true also closes
  cut            the connection closes in the middle of the answer (or of the event)
  delay          seconds (2); stage: "before" (default) or "after" performing
  duplicate      the answer or the event comes twice
  reorder        the rows of the answer reversed; an event held back behind the next one
  refuse         error (INVALID_REQUEST); not performed; seconds: refuse for so long
  busy           refuse with REQUEST_FREQUENCY_EXCEEDED
  unavailable    REST: HTTP status (503) without a body; elsewhere as refuse with CANT_ROUTE_REQUEST
  edit_row       row (default the last one) of the balance history, changes {field: value},
                 move_money (true)
  delete_row     row (default the last one), move_money (true)
  late_row       login, amount (major units), before_s (600)
  skew_clock     seconds added to the server's clock from then on
  restart        down_s (1); connections drop; on a command: after it is performed
  expire_tokens  every token of the REST and Open API doors is invalid from then on
"""
