"""Where in the arrays of the book each figure stands.

`infos` and `marks` have a row per block, `prices` one per symbol, `rates` one per rate of
conversion, `levels` and `bounds` one per account. `rows` has two lines of figures per row of a
block; `owners` says whose it is. A block is one side of one symbol whose profits convert alike; an
account has at most one row in it: `units`, negative when short, and `cost`, what they were opened
for, with the opposite sign. The row is worth `units x at + cost x per`.

Where the rate moves apart from the price, the row counts in the profit's currency: `at` is the
closing price, `per` 1, and `sums` holds what all rows of an account that convert alike are worth;
`pages` says where, per rate and per `NEIGHBOURS` slots, from which on they stand. `held` has 1
where there are rows. Elsewhere it counts in the account's: `per` is the rate, `at` the price times
it. Until the symbol has a price all are 0.
"""

START, COUNT, CAPACITY, SYMBOL, RATE, SIDE, PAIR = range(7)
UNITS, COST = range(2)
AT, PER, TOP, TOP_PER = range(4)
BY_AT, BY_PER, GROWN, FROM, MANY, TURNS, WORTH = range(7)
BID, ASK, PRICED = range(3)
NEXT, MARKED = range(2)
(
    LOW, HIGH, TRAIL, PEAK, PEAK_BAND, BAND, BASE, BASE_SCALE, SCALE, SHARE, LEAST, SEEN,
) = range(12)  # fmt: skip
FLOOR, CEILING = range(2)

UNIT = 2.0**-53
NO_LOW, NO_HIGH, NO_TRAIL = float("-inf"), float("inf"), float("inf")
ITSELF = -1
"""The rate of a block whose symbol converts its own profit."""
NONE = -1
"""The pair of a block whose rows count in the account's currency; where there is no page."""
SHIFT = 9
NEIGHBOURS = 1 << SHIFT
"""So many slots, one behind the other, are of accounts in one currency."""
