"""The faults that this server knows."""

from streetsim.common.faults import FaultKinds

# Faults that change how one command is answered.
ANSWER_FAULTS = frozenset(
    {"drop_answer", "cut", "delay", "duplicate", "reorder", "refuse"},
)
# Faults that happen to the server as a whole, beside any command.
SERVER_FAULTS = frozenset(
    {
        "edit_deal",
        "delete_deal",
        "late_deal",
        "skew_clock",
        "restart",
        "duplicate_balance",
        "raw_backslashes",
        "destructive_update",
        "end_of_day",
    }
)
KINDS = FaultKinds(ANSWER_FAULTS, SERVER_FAULTS, both=frozenset({"duplicate"}))

HELP = """\
faults FILE is a JSON list of {"when": ..., "do": ..., "with": {...}}.
when: {"command": "TRADE_BALANCE", "nth": 3} counts that command from now on ("*" counts all);
      {"after_s": 10} fires by time. "times" in `with` repeats (default 1, 0 for ever).
do, with its options:
  drop_answer        the command is performed, its answer is lost; close: true also closes
  cut                the connection closes in the middle of the answer
  delay              seconds (2); stage: "before" (default) or "after" performing
  duplicate          what: "answer" (sent twice) or "operation" (a balance deal performed twice);
                     by time: the last balance deal is performed again
  reorder            what: "rows" (array reversed) or "answer" (held back behind the next one)
  refuse             retcode (12); not performed; seconds: refuse for so long instead of `times`
  edit_deal          deal (default the last one), changes {wire field: value}, move_money (true)
  delete_deal        deal (default the last one), move_money (true)
  late_deal          deal {wire fields}, seconds in the past (600), move_money (true)
  duplicate_balance  deal: performed a second time
  skew_clock         seconds added to the server's clock from then on
  restart            down_s (1); connections drop; on a command: after it is performed
  raw_backslashes, destructive_update, end_of_day   on (true)
"""
