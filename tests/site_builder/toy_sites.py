"""Copies of the toy library that a site can be built from, and a server for what was built."""

import contextlib
import functools
import http.server
import shutil
import threading
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
TOY = REPOSITORY / "tests" / "toy_library"


def copy_toy(target: Path) -> Path:
    """A root with the hand-written pages of the site and the data of the toy library."""
    shutil.copytree(TOY, target, dirs_exist_ok=True)
    shutil.copytree(REPOSITORY / "docs", target / "docs", dirs_exist_ok=True)
    shutil.copy(REPOSITORY / "mkdocs.yml", target / "mkdocs.yml")
    return target


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serving(site):
    """Serve a built site from a sub-path, as a forge would, and give its address."""
    outside = site.parent / "served"
    outside.mkdir(exist_ok=True)
    if not (outside / "atlas").exists():
        (outside / "atlas").symlink_to(site)
    handler = functools.partial(_Quiet, directory=str(outside))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/atlas/"
    server.shutdown()
    server.server_close()
