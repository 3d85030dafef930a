"""Platform operations."""

from django.utils.translation import gettext as _

from ..errors import OperationNotFound
from ..models import Operation
from ..rows import operation_row
from ..types import OperationRow


def operation(operation_id: str) -> OperationRow:
    """One operation.

    Raises:
        OperationNotFound: there is none.
    """
    row = Operation.objects.select_related("account").filter(public_id=operation_id).first()
    if row is None:
        raise OperationNotFound(
            _("there is no operation %(operation_id)s") % {"operation_id": operation_id}
        )
    return operation_row(row)
