"""The faults that this server knows."""

from streetsim.common.faults import FaultKinds

# Faults that change how one call is answered or one stream item is sent.
ANSWER_FAULTS = frozenset(
    {
        "drop_answer",
        "cut",
        "delay",
        "duplicate",
        "reorder",
        "refuse",
        "outcome_unknown",
        "expired_token",
    },
)
# Faults that happen to the server as a whole, beside any call.
SERVER_FAULTS = frozenset(
    {
        "edit_deal",
        "delete_deal",
        "late_deal",
        "duplicate_balance",
        "skew_clock",
        "no_connect",
        "restart",
    }
)
KINDS = FaultKinds(ANSWER_FAULTS, SERVER_FAULTS, both=frozenset({"expired_token"}))

HELP = """\
faults FILE is a JSON list of {"when": ..., "do": ..., "with": {...}}.
when: {"command": "TradeTransaction", "nth": 3} counts that call from now on ("*" counts all,
      "token" the token endpoint, "TradeTransaction:BrClose" one type of it, "StreamTrades" items
      of that stream); {"after_s": 10} fires by time. "times" in `with` repeats (1, 0 for ever).
do, with its options:
  drop_answer        performed, the answer is lost; close: true also closes; drops a stream item
  cut                the connection closes in the middle of the answer (or of the stream)
  delay              seconds (2); stage: "before" (default) or "after" performing
  duplicate          what: "answer" (sent twice) or "operation" (a balance operation booked twice);
                     a stream item is sent twice
  reorder            the rows of a list reversed; a stream item is held back behind the next one
  refuse             managerCode (TooFrequent) or code (Busy, Timeout, ...); not performed;
                     seconds: refuse for so long instead of `times`
  outcome_unknown    answered OutcomeUnknown; performed: true (default) or false
  expired_token      all tokens expire; on a call: it is answered with 401
  edit_deal          order (default the last closed), changes {field: value}, move_money (true)
  delete_deal        order (default the last closed), move_money (true)
  late_deal          trade {fields}, seconds in the past (600), move_money (true)
  duplicate_balance  order: booked a second time
  skew_clock         seconds added to the server's clock from then on
  no_connect         on (true): the bridge has lost its server
  restart            down_s (1); connections drop; on a call: after it is performed
"""
