"""The one place that knows MkDocs: events in, calls of plain functions out.

MkDocs renders the hand-written pages of `docs/` and one prototype per section; everything else is
written after the build from the prototype's shell (see `shell.py`). `mkdocs build` and `mkdocs
serve` therefore do what their users expect, and the theme stays replaceable.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import TemplateContext

from site_builder import site
from site_builder.atlas import Atlas, InvalidLibraryError
from site_builder.collector import uncollected
from site_builder.loading import load_atlas
from site_builder.on_demand import OnDemand, Stamps, stamps, write
from site_builder.page import Page
from site_builder.pages.fragments import Document, UnknownFragmentError
from site_builder.templating import forget_templates
from site_builder.theme.content_policy import with_policy
from site_builder.theme.shell import CONTENT_ANCHOR, Shell, Site, mark, parts_of
from site_builder.theme.theme_repairs import repaired

PROTOTYPE = "shell"

log = logging.getLogger("mkdocs.plugins.atlas")


class AtlasConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin in mkdocs.yml."""

    root = config_options.Optional(config_options.Type(str))
    """Folder of entries/ and taxonomy/; the one of mkdocs.yml where it is not said."""

    engine_rendered = config_options.Type(list, default=[])
    """Addresses of generated pages that the theme shall render itself, to compare with."""


def _marked_page(section: str) -> Page:
    """A page whose parts are marks."""
    return Page(
        path=f"{section}/{PROTOTYPE}/",
        title=mark("title"),
        description=mark("description"),
        body=mark("body"),
    )


def _marked_parts() -> dict[str, str]:
    return {name: mark(name) for name in ("title", "description", "canonical", "edit", "body")}


class AtlasPlugin(BasePlugin[AtlasConfig]):  # type: ignore[no-untyped-call]
    """Translates MkDocs' events."""

    serves_on_demand: ClassVar[bool] = False
    """Whether a server will ask for what it shows from its first build on."""

    def __init__(self) -> None:
        self._atlas: Atlas | None = None
        self._site = Site()
        self._rendered = site.Rendered()
        self._parts: dict[str, dict[str, str]] = {}
        self._heads: dict[str, str] = {}
        self._lit: list[MkDocsPage] = []
        self._is_serving = False
        self._folder = Path()
        self._demand = OnDemand()
        self._makes_all = True
        self._seen: Stamps | None = None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Know whether somebody edits; MkDocs then keeps this object from build to build."""
        self._is_serving = command == "serve"
        self._makes_all = not AtlasPlugin.serves_on_demand

    @property
    def atlas(self) -> Atlas:
        """The loaded library; there from `on_config` on."""
        if self._atlas is None:
            raise PluginError("atlas: MkDocs asked for pages before its configuration was read")
        return self._atlas

    def _root(self, config: MkDocsConfig) -> Path:
        return Path(self.config.root or Path(config.config_file_path or ".").parent)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the library, before anything of an older site is removed."""
        edit = config.repo_url and config.repo_url.rstrip("/") + "/edit/main/"
        self._site = Site(url=config.site_url or "", edit=edit or "")
        self._rendered = site.Rendered(pages=frozenset(self.config.engine_rendered))
        self._parts, self._heads = {}, {}
        self._load(self._root(config))
        config.extra_css.append(site.STYLE)
        config.extra_javascript.append(site.SCRIPT)
        return config

    def _load(self, root: Path) -> None:
        """Read the library; one that is being edited may be wrong for a while."""
        earlier = self._atlas if self._is_serving else None
        try:
            self._atlas = load_atlas(root, self._site, earlier=earlier)
        except InvalidLibraryError as error:
            if not (self._is_serving and self._atlas):
                raise PluginError(str(error)) from error
            log.error("%s; the pages shown are those of before", error)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the assets, the prototypes and what the theme shall render itself."""
        for name, path in site.assets():
            files.append(File.generated(config, name, abs_src_path=str(path)))
        for section in site.SECTIONS:
            self._add(files, config, _marked_page(section), _marked_parts(), mark("head"))
        wanted = set(self.config.engine_rendered)
        for planned in site.pages(self.atlas) if wanted else ():
            if planned.path in wanted:
                page = planned.page()
                self._add(files, config, page, parts_of(page, self._site), page.head)
        return files

    def _add(
        self, files: Files, config: MkDocsConfig, page: Page, parts: dict[str, str], head: str
    ) -> None:
        source = page.path.rstrip("/") + ".md"
        file = File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        files.append(file)
        self._parts[source], self._heads[source] = parts, head

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> MkDocsPage:
        """Let a generated page bring its own body instead of Markdown."""
        parts = self._parts.get(page.file.src_uri)
        if parts is not None:
            page.render = partial(_bring_body, page, parts)  # type: ignore[method-assign]
        return page

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Show the section of a generated page as the one that the reader is in."""
        if page.file.src_uri in self._parts:
            self._light(nav, page.url.split("/", 1)[0] + "/")

    def _light(self, nav: Navigation, url: str) -> None:
        for item in nav.pages:
            if item.url == url:
                item.active = True
                self._lit.append(item)

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Keep a prototype as shell, and a hand-written page for its fragments to be put in."""
        source = page.file.src_uri
        output = self._ruled(repaired(output))
        if source not in self._parts:
            self._rendered.documents.append(_document(output, page, config))
            return output
        while self._lit:
            self._lit.pop().active = False
        document = output.replace("</head>", self._heads[source] + "</head>", 1)
        if page.file.name != PROTOTYPE:
            return document
        self._rendered.shells[page.url.split("/", 1)[0]] = Shell.cut(document)
        return ""

    def _ruled(self, output: str) -> str:
        """With a Content-Security-Policy; the local server puts in a script of its own."""
        return output if self._is_serving else with_policy(output)

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Give the theme's page of errors a policy as well."""
        is_shown = template_name == "404.html"
        return self._ruled(repaired(output_content)) if is_shown else output_content

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add everything that the theme has no part in."""
        self._folder = Path(config.site_dir)
        index = self._folder / site.INDEX
        self._rendered.index = index.read_text(encoding="utf-8") if index.exists() else ""
        for name in (site.SITEMAP, f"{site.SITEMAP}.gz"):
            (self._folder / name).unlink(missing_ok=True)
        self._add_contents()

    def _add_contents(self) -> None:
        contents = site.contents(self.atlas, self._site, self._rendered)
        if self._makes_all:
            for path, content in contents:
                write(self._folder / path, content)
        else:
            self._demand.renew(self._folder, contents)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Rebuild when data or templates change, and make what is asked for."""
        root = self._root(config)
        for folder in (*site.data_folders(root), *site.package_folders()):
            server.watch(str(folder))
        themed = (config.docs_dir, config.config_file_path, *config.watch, *site.package_folders())
        watched = [Path(str(path)) for path in themed if path]
        self._seen = None if self._makes_all else stamps(watched)
        self._makes_all = False
        server.builder = partial(self._rebuild, server.builder, root, watched)
        server.set_app(self._demand.before(server.serve_request, server.mount_path))
        return server

    def _rebuild(self, build: Callable[[], None], root: Path, themed: list[Path]) -> None:
        """Let the theme build anew only where something that it renders has changed."""
        with self._demand.lock, uncollected(lasting=True):
            found = stamps(themed)
            if found == self._seen:
                log.info("Reading the library...")
                self._load(root)
                self._add_contents()
            else:
                self._seen = None  # until the build is through
                forget_templates()
                build()
                self._seen = found


def _document(output: str, page: MkDocsPage, config: MkDocsConfig) -> Document:
    """A hand-written page with what its head tells machines."""
    title = config.site_name if page.is_homepage else page.title
    described = page.meta.get("description") or config.site_description
    path = "" if page.is_homepage else page.url
    try:
        return Document(path, str(title), str(described or ""), output)
    except UnknownFragmentError as error:
        raise PluginError(f"docs page of '{path}': {error}") from error


def _bring_body(
    page: MkDocsPage, parts: dict[str, str], config: MkDocsConfig, files: Files
) -> None:
    page.meta = {
        "title": parts["title"],
        "description": parts["description"],
        "hide": ["navigation", "toc"],
        "search": {"exclude": True},
    }
    page.content = parts["body"]
    page.canonical_url = parts["canonical"] if config.site_url else None
    page.edit_url = parts["edit"] if config.repo_url else None
    page.toc = TableOfContents([AnchorLink("Content", CONTENT_ANCHOR, 1)])


class BuildFailedError(Exception):
    """The site could not be built; the message says why and what to do."""


class _Remarks(logging.Handler):
    """Keeps what MkDocs warns of, since it raises without saying it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def run_build(config_file: Path, site_dir: Path, options: dict[str, str]) -> None:
    """Build the site with MkDocs into a folder, warnings being errors.

    Args:
        config_file: mkdocs.yml.
        site_dir: Folder to fill.
        options: Settings that replace those of mkdocs.yml, such as `site_url`.

    Raises:
        BuildFailedError: The library has problems or MkDocs refused.
    """
    remarks = _Remarks()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(remarks)
    logger.propagate = False
    try:
        config = load_config(str(config_file), site_dir=str(site_dir), strict=True, **options)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            mkdocs_build.build(config)
        finally:
            config.plugins.on_shutdown()
    except (Abort, ConfigurationError, PluginError) as error:
        raise BuildFailedError("\n".join(remarks.lines) or str(error)) from error
    finally:
        logger.removeHandler(remarks)
        logger.propagate = True


def _log_to_stderr() -> None:
    logger = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(lambda record: f"{PROTOTYPE}.md" not in record.getMessage())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def run_serve(config_file: Path, address: str) -> None:
    """Serve the site on a local address and rebuild it on every save.

    Raises:
        BuildFailedError: The first build fails; later ones leave the last good site on show.
    """
    _log_to_stderr()
    AtlasPlugin.serves_on_demand = True
    try:
        mkdocs_serve.serve(config_file=str(config_file), dev_addr=address)
    except (Abort, PluginError) as error:
        raise BuildFailedError(str(error)) from error
    except OSError as error:
        message = f"cannot listen on {address}: {error.strerror}; choose another with --port"
        raise BuildFailedError(message) from error
    finally:
        AtlasPlugin.serves_on_demand = False
