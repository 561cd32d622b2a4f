import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from edited_toy import ADA, BO, CY, edited

from taxonomy.json_schema import entry_schema

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def schema():
    """The schema over the toy vocabulary."""
    return json.loads(entry_schema(edited()))


def as_json(value):
    """Values as an editor's YAML reader hands them to the schema: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def test_it_is_a_schema_and_the_same_each_time(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert entry_schema(edited()) == entry_schema(edited())


@pytest.mark.parametrize("path", [ADA, BO, CY])
def test_valid_entries_obey_it(schema, path):
    jsonschema.validate(as_json(edited().sources[path].data), schema)


def test_terms_are_choices_with_their_definitions(schema):
    techniques = schema["properties"]["techniques"]["items"]
    assert techniques["enum"] == [
        "draft-model-speculation",
        "kv-cache-quantization",
        "performance-modeling",
    ]
    assert techniques["enumDescriptions"][0] == "A small model of its own drafts the tokens."
    assert schema["properties"]["venue"]["enum"] == ["toyconf", "toyjournal"]
    result = schema["$defs"]["Result"]["properties"]
    assert result["unit"]["enum"] == ["token/s", "x"]
    assert result["model"]["anyOf"][0] == {"enum": ["llama-2-7b"]}


def test_no_key_may_be_null(schema):
    assert '"null"' not in json.dumps(schema)


def test_every_key_of_an_entry_is_described_or_named_by_its_kind(schema):
    bare = [
        name
        for name, node in schema["properties"].items()
        if "description" not in node and "$ref" not in node
    ]
    assert bare == []


def test_patterns_tell_in_words_what_to_write(schema):
    assert schema["properties"]["code"]["patternErrorMessage"].startswith("write an https address")
