"""What can go wrong while the stack starts, each with its remedy in the message."""


class StackError(Exception):
    """The stack cannot start or go on; the message is one line for the operator."""


class DataFolderBusy(StackError):
    """Another supervisor holds this data folder."""


class WrongDataVersion(StackError):
    """The data folder was written by another major version of PostgreSQL."""


class NotReady(StackError):
    """A process did not become ready in time, or ended while it was awaited."""
