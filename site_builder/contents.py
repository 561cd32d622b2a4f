"""What a site holds, by path: texts and bytes that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain

Content = str | bytes
Make = Callable[[], Content | None]
"""Makes the content of one file; None where there is nothing to say."""


@dataclass(frozen=True)
class Bundle:
    """Files that are made together, because making one is most of the work for all.

    Attributes:
        pattern: What the path of each looks like, and that of no file elsewhere.
        make: Makes them all.
    """

    pattern: str
    make: Callable[[], Iterable[tuple[str, bytes]]]

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return iter(self.make())


@dataclass(frozen=True)
class Contents:
    """Everything that a site holds beside what the theme has written.

    Attributes:
        files: Path to what makes the file.
        bundles: The other files.
    """

    files: Mapping[str, Make]
    bundles: tuple[Bundle, ...] = ()

    def __iter__(self) -> Iterator[tuple[str, Content]]:
        """Path and content of everything, in a fixed order."""
        singles = ((path, make()) for path, make in self.files.items())
        for path, content in chain(singles, *self.bundles):
            if content is not None:
                yield path, content

    def at(self, path: str) -> Iterator[tuple[str, Content]]:
        """Path and content of a file, with those made beside it; nothing where there is none."""
        if make := self.files.get(path):
            content = make()
            if content is not None:
                yield path, content
        else:
            fitting = (bundle for bundle in self.bundles if fnmatchcase(path, bundle.pattern))
            yield from next(fitting, ())
