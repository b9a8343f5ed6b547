"""How the trail writes a value, a line and a seal: the same bytes on every database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

_AS_THEY_ARE = {type(None), str, bool, int, dict, list}


def plain(value: Any) -> Any:
    """A value as the trail keeps it: JSON's own types, days and moments in ISO form."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


_LINE = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


def canonical(entry: Mapping[str, Any]) -> bytes:
    """An entry as it is hashed: one line, the same on every database."""
    names = ("position", "verb", "kind", "key", "label", "site_id", "partner_id", "changes")
    parts = [plain(entry[name]) for name in names]
    return _LINE.encode(parts).encode() + b"\n"


def seal(batch: Mapping[str, Any], entries: str) -> str:
    """The hash of a batch, given the digest of its entries."""
    names = ("id", "number", "at", "person_id", "source", "reason", "undoes_id", "entries")
    parts = [plain(batch[name]) for name in (*names, "previous")] + [entries]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass
class Open:
    """The batch of a transaction that is still going on."""

    id: UUID = field(default_factory=uuid4)
    count: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def note(self, entry: dict[str, Any]) -> None:
        self.count += 1
        entry |= {"batch_id": self.id, "position": self.count}
        self.digest.update(canonical(entry))

    def mark(self) -> "Open":
        """How far it has come; a savepoint that is rolled back brings it back to here."""
        return Open(self.id, self.count, self.digest.copy())
