"""The JSON Schema of an entry, for completion and hover in editors.

It says what `taxonomy/entry.py` says, with the vocabulary filled in; the rules that look beyond
one file are left to `atlas validate`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from taxonomy.entry import Entry
from taxonomy.library import Library
from taxonomy.wording import PATTERNS

SCHEMA_PATH = "schema/entry.schema.json"
"""Where the schema lies, relative to the root."""

Node = dict[str, Any]


def entry_schema(library: Library) -> str:
    """The schema as the bytes of its file: sorted where order means nothing, always the same."""
    schema = _cleaned(Entry.model_json_schema())
    schema["properties"]["ids"]["description"] = "Identifiers elsewhere."
    _fill_in_terms(schema, library)
    top = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Entry",
        **{name: schema[name] for name in ("description", "type", "additionalProperties")},
        **{name: schema[name] for name in ("required", "properties", "$defs")},
    }
    return json.dumps(top, indent=1, ensure_ascii=False) + "\n"


def _cleaned(node: Any) -> Any:
    """A node without what only code needs: derived titles, null alternatives, defaults of None."""
    if isinstance(node, list):
        return [_cleaned(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {
        name: {key: _cleaned(inner) for key, inner in value.items()}
        if name in {"properties", "$defs"}
        else _cleaned(value)
        for name, value in node.items()
        if not (name == "title" and isinstance(value, str)) and (name, value) != ("default", None)
    }
    return _explained(_without_null(kept))


def _without_null(node: Node) -> Node:
    """A key that is unknown is absent: `null` is no alternative in a file."""
    choices = [choice for choice in node.get("anyOf", ()) if choice != {"type": "null"}]
    if "anyOf" not in node or len(choices) != 1:
        return node
    rest = {name: value for name, value in node.items() if name != "anyOf"}
    return {**choices[0], **rest}


def _explained(node: Node) -> Node:
    """A node with its pattern in words, where editors show a mismatch."""
    words = PATTERNS.get(node.get("pattern", ""))
    return {**node, "patternErrorMessage": words} if words else node


def _fill_in_terms(schema: Node, library: Library) -> None:
    properties, results = schema["properties"], schema["$defs"]["Result"]["properties"]
    leaves = {name: library.techniques[name] for name in library.tree.leaves}
    for name, terms in (
        ("techniques", leaves),
        ("scenarios", library.scenarios),
        ("challenges", library.challenges),
    ):
        properties[name]["items"] = _one_of(terms)
        properties[name]["uniqueItems"] = True
    properties["venue"] = {**_one_of(library.venues), **_described(properties["venue"])}
    results["metric"] = {**_one_of(library.metrics), **_described(results["metric"])}
    results["unit"] = {**_one_of(library.units), **_described(results["unit"])}
    for name, ids in (("model", library.models), ("device", library.devices)):
        results[name] = {**_suggested(ids, results[name]), **_described(results[name])}


def _described(node: Node) -> Node:
    return {"description": node["description"]}


def _one_of(terms: Mapping[str, Any]) -> Node:
    """A choice of terms; editors show each one's definition beside it."""
    names = sorted(terms)
    if not names:
        return {"type": "string"}
    return {"enum": names, "enumDescriptions": [_definition(terms[name]) for name in names]}


def _definition(term: Any) -> str:
    return str(getattr(term, "definition", term.name))


def _suggested(names: Iterable[str], free: Node) -> Node:
    """Known names to choose from, beside any other text."""
    text = {name: value for name, value in free.items() if name != "description"}
    known = sorted(names)
    return {"anyOf": [{"enum": known}, text]} if known else text
