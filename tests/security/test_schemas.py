"""What may be sent at all, by the specification: lists have an end, texts are no disguise (security checks R03, W01)."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from backend.core.fields import LINE_PATTERN

Json = dict[str, Any]
NO_TEXTS = {"code", "password", "current", "new", "pin", "weight", "points", "indicator_min_weight"}
"""What is compared, or read as a number, but never shown."""
DISGUISES = "\u202e\u2066\x00"


@cache
def specification() -> Json:
    """As it is checked in; that it is current is checked elsewhere."""
    text = (Path(__file__).parents[2] / "openapi.yaml").read_text(encoding="utf-8")
    found: Json = yaml.load(text, yaml.CSafeLoader)
    return found


def parts(schema: Any, schemas: Json, name: str = "", seen: tuple[str, ...] = ()) -> Iterator[tuple[str, Json]]:
    """Name and schema of everything within a schema."""
    if isinstance(schema, list):
        for one in schema:
            yield from parts(one, schemas, name, seen)
    elif isinstance(schema, dict):
        yield name, schema
        reference = str(schema.get("$ref", "")).rpartition("/")[2]
        if reference and reference not in seen:
            yield from parts(schemas[reference], schemas, name, (*seen, reference))
        for key, value in schema.items():
            fields = value if key == "properties" else {schema.get("name", name): value}
            for field, inner in fields.items():
                yield from parts(inner, schemas, field, seen)


def sent(found: Json, *places: str) -> Iterator[tuple[str, str, Json]]:
    """Operation, name and schema of everything that can be sent in these places of an operation."""
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            for name, schema in parts([operation.get(place) for place in places], found["components"]["schemas"]):
                yield f"{method} {path}", name, schema


def unbounded(found: Json) -> list[str]:
    """Each list that may be sent without an end."""
    everything = sent(found, "requestBody", "parameters")
    return [f"{where}: {name}" for where, name, it in everything if it.get("type") == "array" and "maxItems" not in it]


def disguises(found: Json) -> list[str]:
    """Each text of a body that may hold what turns letters around or hides them."""

    def is_loose(schema: Json) -> bool:
        if schema.get("type") != "string" or schema.keys() & {"enum", "const", "format", "contentMediaType"}:
            return False
        return any(re.search(schema.get("pattern", ""), f"a{one}b") for one in DISGUISES)

    bodies = sent(found, "requestBody")
    return [f"{where}: {name}" for where, name, schema in bodies if name not in NO_TEXTS and is_loose(schema)]


def of_one(schema: Json) -> Json:
    """A specification in which `text` is sent like this."""
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}}
    schemas = {"In": {"properties": {"text": schema}}}
    return {"components": {"schemas": schemas}, "paths": {"/x": {"post": {"requestBody": body}}}}


def test_r03_every_list_that_is_sent_has_an_end() -> None:
    assert unbounded(specification()) == []
    assert unbounded(of_one({"type": "array", "maxItems": 5})) == []
    assert unbounded(of_one({"anyOf": [{"type": "array"}]})) == ["post /x: text"], "the walk can fail"


def test_w01_no_text_that_is_sent_is_a_disguise() -> None:
    assert disguises(specification()) == []
    assert disguises(of_one({"type": "string", "pattern": LINE_PATTERN})) == []
    for loose in ({"type": "string"}, {"type": "string", "pattern": "^a"}):
        assert disguises(of_one(loose)) == ["post /x: text"], "the walk can fail"
