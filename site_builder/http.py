"""One polite and careful HTTP client for every verb that asks the network.

Only https to public hosts, also after a redirect; answers of limited size, in limited time; a
pause between requests to one host; patience where a service is busy. Verbs take the client as an
argument, so that tests answer from recorded responses.
"""

from __future__ import annotations

import ipaddress
import random
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from taxonomy.problem import quoted

AGENT = "inference-atlas (bibliography of LLM inference; python-httpx)"
_REDIRECTS = 5
_BUSY = frozenset({429, 500, 502, 503, 504})
_LOCAL = (".local", ".localhost", ".internal", ".home.arpa")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # carries an IPv4 address in its last bits
_LONGEST_WAIT = 60.0  # s, whatever a service asks for


class FetchError(Exception):
    """A request had no usable answer; the message names the address and the reason."""


class NotFoundError(FetchError):
    """The service answers that it does not have what was asked for."""


Resolve = Callable[[str], Iterable[str]]
"""Turns a host name into addresses."""


def resolve(host: str) -> Iterable[str]:
    """Addresses of a host; none where it cannot be resolved here, as behind a proxy."""
    try:
        return sorted({str(answer[4][0]) for answer in socket.getaddrinfo(host, 443)})
    except OSError:
        return ()


@dataclass(frozen=True)
class Limits:
    """How much a client asks and takes.

    Attributes:
        pause: Least time between two requests to one host, where `pauses` names no other. [s]
        pauses: Host to its own least time between requests. [s]
        attempts: Requests for one answer, the first included. [1]
        timeout: Longest wait for a connection or for the next bytes. [s]
        duration: Longest time for a whole answer. [s]
        size: Largest answer, decompressed. [B]
    """

    pause: float = 1.0
    pauses: Mapping[str, float] = field(default_factory=dict)
    attempts: int = 4
    timeout: float = 20.0
    duration: float = 120.0
    size: int = 20_000_000


class Client:
    """Fetches addresses within limits; use it in a `with` block.

    Args:
        limits: How much to ask and to take.
        transport: What carries requests; by default the network.
        resolve: Turns host names into addresses.
        sleep: Waits for some seconds.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = resolve,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits or Limits()
        self._resolve = resolve
        self._sleep = sleep
        self._clock = clock
        self._next_request: dict[str, float] = {}
        self._chance = random.Random(0)
        self._client = httpx.Client(
            transport=transport,
            timeout=self._limits.timeout,
            headers={"User-Agent": AGENT},
            follow_redirects=False,  # each target is checked before it is asked
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of the answer, after redirects and retries.

        Args:
            url: An https address.
            headers: Sent beside the client's own, and to the first host only.

        Raises:
            NotFoundError: The answer is 404 or 410.
            FetchError: No usable answer; says why.
        """
        asked, sent = url, dict(headers or {})
        for _ in range(_REDIRECTS + 1):
            answer = self._patiently(asked, sent)
            if not answer.is_redirect:
                return answer.content
            target = _target(asked, answer.headers["location"])
            if urlsplit(target).netloc != urlsplit(asked).netloc:
                sent = {}
            asked = target
        raise FetchError(f"{url}: more than {_REDIRECTS} redirects")

    def _patiently(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        reason = ""
        for attempt in range(self._limits.attempts):
            host = self._require_public(url)
            self._take_turn(host)
            try:
                answer = self._once(url, headers)
            except httpx.HTTPError as error:
                reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
                wait = self._backoff(attempt)
            else:
                if answer.status_code not in _BUSY:
                    return self._require_success(url, answer)
                reason = f"answered {answer.status_code}"
                wait = _asked_wait(answer) or self._backoff(attempt)
            if attempt + 1 < self._limits.attempts:
                self._sleep(min(wait, _LONGEST_WAIT))
        tries = self._limits.attempts
        raise FetchError(f"{url}: {reason}, {tries} time{'s' if tries > 1 else ''}")

    def _once(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        deadline = self._clock() + self._limits.duration
        with self._client.stream("GET", url, headers=dict(headers)) as answer:
            parts, size = [], 0
            for part in answer.iter_bytes():
                size += len(part)
                if size > self._limits.size:
                    raise FetchError(f"{url}: answer is larger than {self._limits.size:,} bytes")
                if self._clock() > deadline:
                    raise FetchError(f"{url}: answer took over {self._limits.duration:g} s")
                parts.append(part)
            plain = [
                (name, value)
                for name, value in answer.headers.items()
                if name not in ("content-encoding", "content-length")
            ]
            return httpx.Response(answer.status_code, headers=plain, content=b"".join(parts))

    def _require_success(self, url: str, answer: httpx.Response) -> httpx.Response:
        if answer.status_code in (404, 410):
            raise NotFoundError(f"{url}: not found")
        if not (answer.is_success or answer.has_redirect_location):
            raise FetchError(f"{url}: answered {answer.status_code}")
        return answer

    def _require_public(self, url: str) -> str:
        host = _host_of(url)
        name = host.rstrip(".")  # "localhost." is localhost as well
        literal = _is_address(name)
        for address in [name] if literal else self._resolve(host):
            if not _is_public(address):
                raise FetchError(f"{url}: {host} is a private address")
        if not literal and ("." not in name or name.endswith(_LOCAL)):
            raise FetchError(f"{url}: {host} is a private name")
        return host

    def _take_turn(self, host: str) -> None:
        pause = self._limits.pauses.get(host, self._limits.pause)
        wait = self._next_request.get(host, 0.0) - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._next_request[host] = max(self._clock(), self._next_request.get(host, 0.0)) + pause

    def _backoff(self, attempt: int) -> float:
        return float(2**attempt) * self._chance.uniform(1.0, 1.5)


def _host_of(url: str) -> str:
    """The host of an https address.

    Raises:
        FetchError: It has none, another scheme, or a user name.
    """
    try:
        parts = urlsplit(url)
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise FetchError(f"{quoted(url)}: not an address") from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise FetchError(f"{url}: not an https address without user name")
    return parts.hostname


def _target(asked: str, location: str) -> str:
    try:
        return str(httpx.URL(asked).join(location))
    except httpx.InvalidURL as error:
        raise FetchError(f"{asked}: redirects to {quoted(location)}, no address") from error


def _is_public(text: str) -> bool:
    """Whether an address is one of the public network, also where it carries another within."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if carried is not None:
            return _is_public(str(carried))
    return address.is_global and not address.is_multicast


def _asked_wait(answer: httpx.Response) -> float:
    """Seconds of a Retry-After header, 0 where it gives none."""
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isdigit() else 0.0


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
