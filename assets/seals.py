"""How the trail writes a value, a line and a seal: the same bytes on every database."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

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
