"""What a server makes when it is asked is what a build writes, byte for byte."""

import os

import pytest
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config

from site_builder.contents import Bundle, Contents
from site_builder.mkdocs_plugin import AtlasPlugin
from site_builder.on_demand import OnDemand, stamps

ADDRESS = "http://127.0.0.1:8000/x/"
MOUNT = "/x/"


class Folder:
    """Contents that count how often each file is made, over a folder that is served."""

    def __init__(self, path):
        self.path, self.made = path, []
        self.demand = OnDemand()

    def makes(self, name, content):
        def make():
            self.made.append(name)
            return content

        return make

    def hold(self, **texts):
        files = {name.replace("_", "/"): self.makes(name, text) for name, text in texts.items()}
        pair = Bundle("api/*", lambda: [("api/one", b"1"), ("api/two", b"2")])
        self.demand.renew(self.path, Contents(files, (pair,)))

    def ask(self, address):
        return ask(self.demand.before(reader_of(self.path), MOUNT), address)


def reader_of(folder):
    """A server of a folder, much as that of MkDocs."""

    def app(environ, start_response):
        name = environ["PATH_INFO"].removeprefix(MOUNT)
        file = folder / (name + "index.html" if name.endswith("/") or not name else name)
        return [file.read_bytes()] if file.is_file() else [b"none"]

    return app


def ask(app, address):
    return b"".join(app({"PATH_INFO": MOUNT + address}, None))


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_only_what_is_asked_for_is_made_and_once(folder):
    folder.hold(a_index="A", b_index="B")
    assert folder.made == []
    assert [folder.ask("a/index"), folder.ask("a/index")] == [b"A", b"A"]
    assert folder.made == ["a_index"]
    assert not (folder.path / "b").exists()


def test_files_of_a_bundle_are_made_together(folder):
    folder.hold()
    assert folder.ask("api/one") == b"1"
    assert (folder.path / "api" / "two").read_bytes() == b"2"
    assert folder.ask("api/three") == b"none"


def test_after_an_edit_nothing_of_before_is_left(folder):
    folder.hold(old="1", both="1")
    folder.ask("old"), folder.ask("both")
    folder.hold(both="2")
    assert not list(folder.path.iterdir())
    assert [folder.ask("both"), folder.ask("old")] == [b"2", b"none"]


def test_what_is_awaited_during_an_edit_is_there_after_it(folder):
    def app(environ, start_response):
        folder.hold(page="2", other="2")
        return [path.read_bytes() for path in folder.path.iterdir()]

    folder.hold(page="1")
    assert ask(folder.demand.before(app, MOUNT), "page") == b"2"
    folder.hold(page="3")
    assert not list(folder.path.iterdir())


def test_an_address_without_its_last_slash_finds_the_page_to_lead_to(folder):
    folder.demand.renew(folder.path, Contents({"papers/a/index.html": lambda: "A"}))
    assert folder.ask("papers/a") == b"none"
    assert (folder.path / "papers" / "a" / "index.html").read_text() == "A"


def test_no_address_leads_out_of_the_folder(folder):
    folder.hold(page="1")
    assert folder.ask("../../page") == b"none"
    assert folder.ask("//deep/.././page") != b"1"
    assert folder.made in ([], ["page"])


def test_a_page_that_cannot_be_made_is_not_awaited_for_ever(folder):
    def fail():
        raise ValueError("a template is being edited")

    folder.demand.renew(folder.path, Contents({"page": fail}))
    with pytest.raises(ValueError, match="being edited"):
        folder.ask("page")
    folder.demand.renew(folder.path, Contents({"page": fail}))  # would raise if it were


def test_files_tell_when_they_changed(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.md").write_text("1")
    before = stamps([tmp_path / "a", tmp_path / "none"])
    assert before == stamps([tmp_path / "a"])
    os.utime(tmp_path / "a" / "b.md", ns=(1, 1))
    assert before != stamps([tmp_path / "a"])


class Server:
    """What MkDocs' server offers a plugin."""

    mount_path = MOUNT

    def __init__(self, build, folder):
        self.builder, self.serve_request = build, reader_of(folder)
        self.watched = []

    def watch(self, path):
        self.watched.append(path)

    def set_app(self, app):
        self.app = app


class Served:
    """The site of a root, as `atlas serve` and `mkdocs serve` hold it."""

    def __init__(self, root, folder, *, on_demand):
        self.root, self.folder, self.builds = root, folder, 0
        self.config = self.read()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(AtlasPlugin, "serves_on_demand", on_demand)
            self.config.plugins.on_startup(command="serve", dirty=False)
        self.build()
        self.server = Server(self.build, folder)
        self.config.plugins.on_serve(self.server, config=self.config, builder=self.build)

    def read(self):
        config = load_config(str(self.root / "mkdocs.yml"), site_dir=str(self.folder))
        config.site_url = ADDRESS
        return config

    def build(self):
        self.builds += 1
        mkdocs_build.build(self.read() if self.builds > 1 else self.config)

    def ask(self, name):
        return ask(self.server.app, name.removesuffix("index.html"))


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def eager(root, folder):
    """Every file of a site as a server that was not asked yet has it."""
    folder.mkdir()
    Served(root, folder, on_demand=False)
    return files_of(folder)


@pytest.fixture
def root_and_folder(toy_root, tmp_path):
    """A root, and the folder that its site is served from."""
    folder = tmp_path / "served"
    folder.mkdir()
    return toy_root, folder


def test_every_file_asked_for_is_that_of_a_build(root_and_folder, tmp_path):
    root, folder = root_and_folder
    expected = eager(root, tmp_path / "all")
    served = Served(root, folder, on_demand=True)
    assert len(files_of(folder)) < len(expected) - 200
    found = {name: served.ask(name) for name in expected}
    assert [name for name in expected if found[name] != expected[name]] == []
    assert sorted(files_of(folder)) == sorted(expected)


@pytest.mark.parametrize("on_demand", [True, False])
def test_after_an_edit_every_file_is_that_of_a_build(root_and_folder, tmp_path, on_demand):
    root, folder = root_and_folder
    served = Served(root, folder, on_demand=on_demand)
    before = served.ask("papers/ada2021toy/index.html")
    for name in ("downloads/index.html", "search/search_index.json", "papers/index.html"):
        served.ask(name)
    entry = root / "entries" / "2021" / "ada2021toy.yaml"
    entry.write_text(entry.read_text().replace("summary: Stores", "summary: Keeps"))
    served.server.builder()
    assert served.ask("papers/ada2021toy/index.html") != before
    expected = eager(root, tmp_path / "all")
    assert [name for name in expected if served.ask(name) != expected[name]] == []
    assert sorted(files_of(folder)) == sorted(expected)
    assert served.builds == (1 if on_demand else 2)


def test_the_theme_builds_anew_when_a_page_was_edited_by_hand(root_and_folder):
    root, folder = root_and_folder
    served = Served(root, folder, on_demand=True)
    page = root / "docs" / "about.md"
    page.write_text(page.read_text() + "\nA last word.\n")
    served.server.builder()
    assert b"A last word." in served.ask("about/index.html")
    assert served.builds == 2
    page.write_text("# About\n\n<!-- atlas:nonsense -->\n")
    with pytest.raises(Exception, match="BuildError"):
        served.server.builder()
    page.write_text("# About\n\nMended.\n")
    served.server.builder()
    assert b"Mended." in served.ask("about/index.html")


def test_a_broken_entry_is_told_and_leaves_the_pages(root_and_folder, caplog):
    root, folder = root_and_folder
    served = Served(root, folder, on_demand=True)
    before = served.ask("papers/ada2021toy/index.html")
    entry = root / "entries" / "2021" / "ada2021toy.yaml"
    entry.write_text(entry.read_text().replace("year: 2021", "year: soon"))
    served.server.builder()
    assert "entries/2021/ada2021toy.yaml:8:7: 'year' is 'soon'" in caplog.text
    assert served.ask("papers/ada2021toy/index.html") == before
