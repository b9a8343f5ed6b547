"""The API's manual at /api/docs: drawn here from its own description, with nothing from outside."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from web.access import anyone
from web.doors import pages
from web.page import Page

router = pages()


@dataclass(frozen=True)
class Operation:
    """One thing that a program can ask for."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    fields: list[tuple[str, str, bool]]


@router.get("/api/docs", dependencies=[anyone()])
def docs(request: Request, page: Page) -> Response:
    described = request.app.openapi()
    return page.render("api/docs.html", operations=operations(described))


def operations(described: dict[str, Any]) -> dict[str, list[Operation]]:
    """Every operation of an OpenAPI description, by its tag."""
    by_tag: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            operation = _operation(described, method, path, said)
            by_tag.setdefault(said.get("tags", ["register"])[0], []).append(operation)
    return by_tag


def _operation(
    described: dict[str, Any], method: str, path: str, said: dict[str, Any]
) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        parameters=said.get("parameters", []),
        fields=_fields(described, said.get("requestBody", {})),
    )


def _fields(described: dict[str, Any], body: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """The fields of a JSON body: name, kind, and whether it must be given."""
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    schema = _meant(described, schema)
    required = set(schema.get("required", []))
    return [
        (name, _kind(described, field), name in required)
        for name, field in schema.get("properties", {}).items()
    ]


def _meant(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


def _kind(described: dict[str, Any], field: dict[str, Any]) -> str:
    choices = [_meant(described, each) for each in field.get("anyOf", [field])]
    kinds = [
        " | ".join(each["enum"]) if "enum" in each else each.get("format") or each.get("type", "")
        for each in choices
    ]
    return ", ".join(kind for kind in kinds if kind and kind != "null")
