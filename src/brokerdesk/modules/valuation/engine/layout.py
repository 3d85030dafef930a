"""Where in the arrays of the book each figure stands.

`infos` and `marks` have a row per block, `prices` one per symbol, `rates` one per rate of
conversion, `levels` and `bounds` one per account. A block is one symbol whose profits convert
alike; an account has at most two rows in it, one long and one short. `rows` has two lines of
figures per row of a block: `units`, negative when short, and `cost`, what they were opened for,
with the opposite sign. `owners` has the account's slot twice, and one more when short: a cell. The
row is worth `units x at + cost x per`, which stand in `marks` for the bid and behind it the ask.

Where the rate moves apart from the price, the row counts in the profit's currency: `at` is the
closing price, `per` 1, and all rows of an account that convert alike are added up in one, its sum,
in the block of the rate: `links` says where in that block. A rate then moves one row of an account.
Elsewhere it counts in the account's: `per` is the rate, `at` the price times it. Until the symbol
has a price all are 0.

`bounds` say between what equities nothing has to be done. They are smaller floats: half as much to
read at every row.
"""

START, COUNT, CAPACITY, SYMBOL, RATE, PAIR = range(6)
UNITS, COST = range(2)
SUM = UNITS
AT, _, PER, _, TOP, TOP_PER = range(6)
BY_AT, _, BY_PER, _, GROWN, FROM, MANY, TURNS, WORTH = range(9)
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
"""The pair of a block whose rows count in the account's currency."""
