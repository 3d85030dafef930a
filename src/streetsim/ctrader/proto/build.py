"""Message classes built at import from field tables.

A line is `Name [payload type]: field, field`; a field is `number name[*|+] [type]`, `*` required,
`+` repeated; without a type it is an int64, which is also how an enumeration travels. A message
with a payload type has it as its optional field 1.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

Field = descriptor_pb2.FieldDescriptorProto
# A class of generated messages: its attributes are known at run time only.
Kind = Any

_TYPES = {
    "l": Field.TYPE_INT64,
    "u": Field.TYPE_UINT32,
    "s": Field.TYPE_STRING,
    "b": Field.TYPE_BOOL,
    "d": Field.TYPE_DOUBLE,
    "y": Field.TYPE_BYTES,
}
_LABELS = {"*": Field.LABEL_REQUIRED, "+": Field.LABEL_REPEATED}


class Messages:
    """The messages of one interface, by name and by payload type."""

    def __init__(self, package: str, table: str) -> None:
        pool = descriptor_pool.DescriptorPool()
        file = descriptor_pb2.FileDescriptorProto(name=f"{package}.proto", package=package)
        self.numbers: dict[str, int] = {}
        for line in filter(None, map(str.strip, table.splitlines())):
            head, _, fields = line.partition(":")
            name, _, number = head.strip().partition(" ")
            message = file.message_type.add(name=name)
            if number:
                self.numbers[name] = int(number)
                message.field.add(
                    name="payloadType",
                    number=1,
                    type=_TYPES["u"],
                    label=Field.LABEL_OPTIONAL,
                )
            for text in filter(None, map(str.strip, fields.split(","))):
                _add_field(message, text, package)
        pool.Add(file)
        self._kinds: dict[str, Kind] = {
            item.name: message_factory.GetMessageClass(
                pool.FindMessageTypeByName(f"{package}.{item.name}")
            )
            for item in file.message_type
        }
        self.names = {number: name for name, number in self.numbers.items()}

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def number(self, name: str) -> int:
        """Return the payload type of a message."""
        return self.numbers[name]

    def by_number(self, number: int) -> Kind | None:
        """Return the message of a payload type, if it is known."""
        return self._kinds.get(self.names.get(number, ""))


def _add_field(message: descriptor_pb2.DescriptorProto, text: str, package: str) -> None:
    number, name, *rest = text.split()
    kind = rest[0] if rest else "l"
    label = _LABELS.get(name[-1], Field.LABEL_OPTIONAL)
    field = message.field.add(name=name.rstrip("*+"), number=int(number), label=label)
    if kind in _TYPES:
        field.type = _TYPES[kind]
    else:
        field.type, field.type_name = Field.TYPE_MESSAGE, f".{package}.{kind}"
