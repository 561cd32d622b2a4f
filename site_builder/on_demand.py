"""A folder whose files are made when they are asked for: what a local server shows of a site.

After an edit nothing is made but what somebody looks at. A file is whole before it is read, also
when the next edit comes in between.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from site_builder.contents import Content, Contents

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Stamps = Mapping[Path, tuple[int, int]]
"""File to the time of its last change and its size."""


class OnDemand:
    """The folder, and what it shall hold.

    Attributes:
        lock: Held while the contents change, and while a file is made.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self._folder = Path()
        self._contents = Contents({})
        self._made: set[str] = set()
        self._awaited: Counter[str] = Counter()

    def renew(self, folder: Path, contents: Contents) -> None:
        """Show other contents from now on; what was made of the former ones is removed."""
        with self.lock:
            for path in self._made:
                (self._folder / path).unlink(missing_ok=True)
            self._made.clear()
            self._folder, self._contents = folder, contents
            self._awaited = +self._awaited  # without those that nobody awaits any more
            for path in sorted(self._awaited):
                self._make(path)

    def before(self, app: WSGIApplication, mount: str) -> WSGIApplication:
        """An application that has a file made before another one serves it from the folder.

        Args:
            app: Serves the folder.
            mount: What addresses begin with; a slash at its end.
        """

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            address = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            with self._asked(_file_at(address.removeprefix(mount))):
                return app(environ, start_response)

        return answer

    @contextmanager
    def _asked(self, path: str) -> Iterator[None]:
        """Have a file made, and made anew where the contents change within the context."""
        with self.lock:
            self._awaited[path] += 1
        try:
            with self.lock:
                self._make(path)
            yield
        finally:
            with self.lock:
                self._awaited[path] -= 1

    def _make(self, path: str) -> None:
        # A server leads from an address without its last slash to the one with it.
        for wanted in {path, f"{path}/index.html"} - self._made:
            for name, content in self._contents.at(wanted):
                write(self._folder / name, content)
                self._made.add(name)


def _file_at(address: str) -> str:
    """The file that a server shows at an address below its root."""
    named = f"/{address}index.html" if address.endswith("/") or not address else f"/{address}"
    return posixpath.normpath(named).lstrip("/")


def stamps(paths: Iterable[Path]) -> Stamps:
    """When files, and those in folders, were changed last."""
    files = (file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]))
    states = ((file, file.stat()) for file in sorted(files) if file.is_file())
    return {file: (state.st_mtime_ns, state.st_size) for file, state in states}


def write(path: Path, content: Content) -> None:
    """Write a file, with the folders above it where they are missing."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
