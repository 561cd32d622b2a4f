"""Jinja templates: every value is escaped unless it is markup made here."""

from __future__ import annotations

from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from site_builder import svg


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("site_builder"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["seconds"] = svg.seconds
    environment.filters["ratio"] = svg.ratio
    environment.filters["count"] = lambda value: f"{value:,}" if value else "none"
    return environment


def forget_templates() -> None:
    """Read templates anew; for a server on which they are being edited."""
    _environment.cache_clear()
    _template.cache_clear()


def render(template: str, **values: object) -> str:
    """Fill a template of `site_builder/templates`."""
    return _template(template).render(**values)


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)
