"""Message classes built at import, so that no vendor file and no compiler is needed.

A table is a name and its fields, "number name type" separated by commas; `+` after the name
repeats it, and a type that is no letter is another message. Every field is optional: a server of
another version that leaves one out is still read.
"""

from collections.abc import Mapping
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_Field = descriptor_pb2.FieldDescriptorProto
_TYPES = {
    "i": _Field.TYPE_INT64,
    "u": _Field.TYPE_UINT32,
    "s": _Field.TYPE_STRING,
    "b": _Field.TYPE_BOOL,
    "d": _Field.TYPE_DOUBLE,
    "y": _Field.TYPE_BYTES,
}


def build(package: str, tables: Mapping[str, str]) -> dict[str, Any]:
    """Build the classes of a package, by name."""
    file = descriptor_pb2.FileDescriptorProto(name=f"{package}.proto", package=package)
    for name, fields in tables.items():
        message = file.message_type.add(name=name)
        for text in filter(None, (part.strip() for part in fields.split(","))):
            number, field, kind = text.split()
            repeated = field.endswith("+")
            made = message.field.add(name=field.rstrip("+"), number=int(number))
            made.label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
            if kind in _TYPES:
                made.type = _TYPES[kind]
            else:
                made.type, made.type_name = _Field.TYPE_MESSAGE, f".{package}.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.{name}"))
        for name in tables
    }
