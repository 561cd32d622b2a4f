"""YAML data files: read with the C parser, faults reported as `file:line:column: problem`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from roofline.units import FieldError

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same result, slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_FILE = 1_000_000
"""Largest data file read. [B]"""


def read_mapping(path: Path) -> Mapping[str, Any]:
    """The mapping that a YAML file holds.

    Args:
        path: The file.

    Raises:
        ValueError: With one line that names file, place and fault.
    """
    text = _text(path)
    try:
        data = yaml.load(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else f"{path}:1:1"
        raise ValueError(f"{place}: not YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"{path}:1:1: not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise ValueError(f"{path}:1:1: must be a mapping of names to values")
    return data


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE:
            raise ValueError(f"{path}: larger than {MAX_FILE} bytes, so no data file")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: is not UTF-8 text") from None


def placed(path: Path, error: FieldError) -> ValueError:
    """The error with the place of its field in front.

    The file is parsed a second time, for positions; only faulty files pay for that.

    Args:
        path: The file.
        error: What is wrong with which field.
    """
    line, column = 1, 1
    node = yaml.compose(_text(path), Loader)
    for key in error.field:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = [value for name, value in pairs if name.value == key]
        if not found:
            break
        node = found[0]
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
    return ValueError(f"{path}:{line}:{column}: {error}")
