"""Why the ledger refuses. Nothing was posted when one of these is raised."""

from brokerdesk.kit.errors import DomainError, InvalidInput, NotFound


class InsufficientFunds(DomainError):
    """An account that may not go below zero would."""

    code = "insufficient_funds"
    status = 422


class KeyReused(DomainError):
    """The key was posted before with other input."""

    code = "ledger_key_reused"
    status = 409


class Unbalanced(InvalidInput):
    """The database found a transaction that does not sum to zero."""

    code = "unbalanced"


class BadPosting(InvalidInput):
    """A posting or its transaction is malformed."""

    code = "bad_posting"


class CrossAsset(InvalidInput):
    """A posting's asset is not that of both accounts."""

    code = "cross_asset"


class CrossEntity(InvalidInput):
    """A posting's accounts belong to two legal entities, whose books are apart."""

    code = "cross_entity"


class WrongScale(InvalidInput):
    """A posting's amount is finer than an account's scale."""

    code = "wrong_scale"


class NoSuchAccount(NotFound):
    """There is no account of this code."""

    code = "no_such_account"


class NoSuchTransaction(NotFound):
    """There is no transaction of this id."""

    code = "no_such_transaction"


class AccountClosed(DomainError):
    """The account takes no more postings."""

    code = "account_closed"


class AccountNotEmpty(DomainError):
    """Only an account with a zero balance can be closed."""

    code = "account_not_empty"


class AccountMismatch(DomainError):
    """The code exists with another asset, scale, kind, class, owner or entity."""

    code = "account_mismatch"


class AlreadyReversed(DomainError):
    """The transaction was reversed before."""

    code = "already_reversed"


class PostingRace(DomainError):
    """Another posting with the same key was committed meanwhile; the same call may be repeated."""

    code = "posting_race"
    status = 409
