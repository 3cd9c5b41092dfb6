"""Writes docs/api.md from the OpenAPI document: `make docs`. A test holds the file current."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
PAGE = ROOT / "api.md"
FRONT = ROOT / "api.front.md"
NUMBERS = {"customer_id": "42", "order_id": "7", "product_id": "3", "tag_id": "5"}
TITLES = {
    "customers": "Customers",
    "orders": "Orders",
    "shop": "Products and stores",
    "tags": "Tags",
    "personal data": "Personal data",
}
SUCCESS = ("200", "204")
Described = dict[str, Any]


def written(document: Described) -> str:
    """The whole page: what is written by hand, then each operation of `document`."""
    return FRONT.read_text().format(**_limits()) + "\n" + "\n".join(_operations(document))


def _limits() -> dict[str, str]:
    from guisu.doors.api.rest import access
    from guisu.take_in.intake.domain import limits

    return {
        "per_minute": f"{access.PER_MINUTE:,}",
        "burst": f"{access.BURST:,}",
        "message_kb": str(limits.MOST_MESSAGE // 1024),
        "body_kb": str(limits.MOST_BODY // 1024),
        "messages": f"{limits.MOST_MESSAGES:,}",
    }


def _operations(document: Described) -> Iterator[str]:
    tag = ""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["tags"][0] != tag:
                tag = operation["tags"][0]
                yield f"## {TITLES[tag]}\n"
            yield from _operation(document, path, method.upper(), operation)


def _operation(document: Described, path: str, method: str, operation: Described) -> Iterator[str]:
    yield f"### {operation['summary']}\n"
    yield f"`{method} {path}` · scope `{operation['x-scope']}`\n"
    if "description" in operation:
        yield " ".join(operation["description"].split()) + "\n"
    rows = list(_parameters(operation)) + list(_fields(document, _body(operation)))
    if rows:
        yield "| field | type | meaning |\n|---|---|---|"
        yield "\n".join(rows) + "\n"
    yield f"```sh\n{_curl(path, method, operation)}\n```\n"
    yield _answer(operation)
    if notes := list(_notes(document, operation)):
        yield "\n".join(notes) + "\n"
    refused = [status for status in operation["responses"] if status not in SUCCESS]
    yield f"Refused with {', '.join(refused)}: see [errors](#errors).\n"


def _parameters(operation: Described) -> Iterator[str]:
    for each in operation["parameters"]:
        place = "path" if each["in"] == "path" else "query"
        yield _row(each["name"], each["schema"], where=place, is_needed=each["required"])


def _fields(document: Described, schema: Described | None, under: str = "") -> Iterator[str]:
    """One row a field, those of nested objects under `orders[].lines[].`."""
    if schema is None:
        return
    schema = _resolved(document, schema)
    for name, field in schema.get("properties", {}).items():
        inside = _items(field)
        mark = "[]" if inside is not None else ""
        is_needed = name in schema.get("required", ())
        yield _row(f"{under}{name}{mark}", field, where="", is_needed=is_needed)
        if inside is not None and "$ref" in inside:
            yield from _fields(document, inside, f"{under}{name}[].")


def _row(name: str, field: Described, *, where: str, is_needed: bool) -> str:
    kind = _kind(field)
    facts = [f"{where}, {kind}" if where else kind]
    if is_needed:
        facts.append("needed")
    elif field.get("default") not in (None, "", [], {}):
        facts.append(f"else {json.dumps(field['default'])}")
    return f"| `{name}` | {', '.join(facts)} | {_meaning(field)} |"


def _kind(field: Described) -> str:
    field = _told(field)
    if "enum" in field:
        return "one of " + " ".join(f"`{each}`" if each else "empty" for each in field["enum"])
    names = {"date-time": "instant", "date": "day"}
    return names.get(field.get("format", ""), field.get("type", "object"))


def _meaning(field: Described) -> str:
    return f"{field.get('description', '')}{_bounds(field)}".strip()


def _bounds(field: Described) -> str:
    field = _told(field)
    told = []
    if "maxLength" in field:
        told.append(f"At most {field['maxLength']} characters.")
    if "maxItems" in field:
        told.append(f"At most {field['maxItems']:,}.")
    if field.get("maximum", 10**9) < 10**4:
        told.append(f"{field.get('minimum', 0)} to {field['maximum']}.")
    return (" " + " ".join(told)) if told else ""


def _told(field: Described) -> Described:
    """The field itself where null is allowed beside it."""
    choices = [each for each in field.get("anyOf", []) if each.get("type") != "null"]
    return choices[0] if choices else field


def _items(field: Described) -> Described | None:
    found: Described | None = _told(field).get("items")
    return found


def _body(operation: Described) -> Described | None:
    if "requestBody" not in operation:
        return None
    schema: Described = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


def _resolved(document: Described, schema: Described) -> Described:
    if "$ref" not in schema:
        return schema
    found: Described = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _curl(path: str, method: str, operation: Described) -> str:
    from guisu.doors.api.rest.examples import QUERIES

    address = path.format(**NUMBERS)
    query = QUERIES.get(operation["operationId"], "")
    lines = [f'curl -H "Authorization: Bearer $KEY" "$GUISU{address}{"?" if query else ""}{query}"']
    if method not in ("GET", "POST"):
        lines[0] = lines[0].replace("curl ", f"curl -X {method} ", 1)
    if "requestBody" in operation:
        example = operation["requestBody"]["content"]["application/json"]["example"]
        lines.append(f"  -H 'Content-Type: application/json' -d '{_json(example)}'")
    return " \\\n".join(lines)


def _answer(operation: Described) -> str:
    if "204" in operation["responses"]:
        return "Answers 204, without a body.\n"
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    return f"```json\n{_json(example)}\n```\n"


def _notes(document: Described, operation: Described) -> Iterator[str]:
    """What needs saying of the answer's fields."""
    answer = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    fields = _resolved(document, answer.get("schema", {})).get("properties", {})
    for name, field in fields.items():
        if "description" in field:
            yield f"- `{name}`: {field['description']}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def document() -> Described:
    """The OpenAPI document as the product serves it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
    import django

    django.setup()
    from guisu.doors.api.rest.urls import api

    found: Described = json.loads(json.dumps(api.get_openapi_schema()))
    return found


if __name__ == "__main__":
    PAGE.write_text(written(document()))
