import gzip

import httpx
import pytest

from site_builder.http import Client, FetchError, Limits, NotFoundError, resolve

PUBLIC = ["93.184.215.14"]


class Time:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def client(handler, *, time=None, addresses=PUBLIC, **limits):
    time = time or Time()
    return Client(
        Limits(**limits),
        transport=httpx.MockTransport(handler),
        resolve=lambda host: addresses,
        sleep=time.sleep,
        clock=lambda: time.now,
    )


def test_an_answer_is_returned_and_says_who_asks():
    def handler(request):
        assert request.headers["user-agent"].startswith("inference-atlas")
        assert request.headers["x-api-key"] == "k"
        return httpx.Response(200, content=b"yes")

    with client(handler) as asked:
        assert asked.get("https://x.org/a", {"x-api-key": "k"}) == b"yes"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://x.org/", "not an https address without user name"),
        ("file:///etc/passwd", "not an https address without user name"),
        ("https://me@x.org/", "not an https address without user name"),
        ("https://127.0.0.1/", "127.0.0.1 is a private address"),
        ("https://10.0.0.8/", "10.0.0.8 is a private address"),
        ("https://169.254.169.254/latest", "169.254.169.254 is a private address"),
        ("https://[::1]/", "::1 is a private address"),
        ("https://localhost/", "localhost is a private name"),
        ("https://db.internal/", "db.internal is a private name"),
        ("https://localhost./", "localhost. is a private name"),
        ("https://db.internal./", "db.internal. is a private name"),
        ("https://app.localhost/", "app.localhost is a private name"),
        ("https://127.0.0.1./", "127.0.0.1. is a private address"),
        ("https://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1 is a private address"),
        ("https://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1 is a private address"),
        ("https://[2002:7f00:1::]/", "2002:7f00:1:: is a private address"),
        ("https://224.0.0.1/", "224.0.0.1 is a private address"),
        ("https://100.64.0.1/", "100.64.0.1 is a private address"),
        ("https://0.0.0.0/", "0.0.0.0 is a private address"),
        ("https://[fd00::1]/", "fd00::1 is a private address"),
        ("https://[fe80::1%25eth0]/", "fe80::1%25eth0 is a private address"),
    ],
)
def test_only_public_https_is_asked(url, reason):
    def never(request):
        raise AssertionError("asked")

    with client(never, addresses=[]) as asked, pytest.raises(FetchError) as refusal:
        asked.get(url)
    assert str(refusal.value) == f"{url}: {reason}"


def test_a_public_name_with_a_private_address_is_refused():
    with (
        client(lambda request: httpx.Response(200), addresses=["192.168.0.7"]) as asked,
        pytest.raises(FetchError, match=r"x\.org is a private address"),
    ):
        asked.get("https://x.org/")


def test_a_name_that_cannot_be_resolved_here_has_no_addresses():
    assert [*resolve("name.invalid")] == []


def test_redirects_are_followed_and_headers_stay_with_the_first_host():
    def handler(request):
        if request.url.host == "x.org":
            return httpx.Response(302, headers={"location": "https://y.org/b"})
        assert "x-api-key" not in request.headers
        return httpx.Response(200, content=b"there")

    with client(handler) as asked:
        assert asked.get("https://x.org/a", {"x-api-key": "k"}) == b"there"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://x.org/", "http://x.org/: not an https address"),
        ("https://127.0.0.1/", "127.0.0.1 is a private address"),
        ("ftp://x.org/", "not an https address"),
    ],
)
def test_a_redirect_to_elsewhere_is_refused(target, reason):
    handler = lambda request: httpx.Response(302, headers={"location": target})  # noqa: E731
    with client(handler) as asked, pytest.raises(FetchError, match=reason):
        asked.get("https://x.org/")


@pytest.mark.parametrize(
    "target",
    ["https://[bad/", "https://x.org:99999999/", "https://x\x00.org/", "//", "https:///x", "%"],
)
def test_a_redirect_to_nonsense_is_one_error_in_words(target):
    def handler(request):
        # The header must carry what no careful server sends.
        headers = [(b"location", target.encode("latin-1"))]
        return httpx.Response(302, headers=headers)

    with client(handler) as asked, pytest.raises(FetchError) as refusal:
        asked.get("https://x.org/")
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("url", ["https://[bad/", "https://x.org:port/", "https://a\nb.org/", ""])
def test_what_is_no_address_is_refused_in_one_line(url):
    with client(lambda request: httpx.Response(200)) as asked, pytest.raises(FetchError) as refusal:
        asked.get(url)
    assert str(refusal.value).isprintable()


def test_an_answer_that_swells_is_cut_off_before_it_fills_the_memory():
    swollen = gzip.compress(b"x" * 50_000_000)
    headers = {"content-encoding": "gzip"}
    with (
        client(lambda r: httpx.Response(200, content=swollen, headers=headers), size=1000) as asked,
        pytest.raises(FetchError, match="answer is larger than 1,000 bytes"),
    ):
        asked.get("https://x.org/")


def test_an_answer_that_trickles_is_given_up():
    time = Time()

    def trickle():
        for _ in range(1000):
            time.sleep(10)
            yield b"x"

    with (
        client(lambda r: httpx.Response(200, content=trickle()), time=time) as asked,
        pytest.raises(FetchError, match="answer took over 120 s"),
    ):
        asked.get("https://x.org/")
    assert time.now < 140


def test_redirects_end():
    handler = lambda request: httpx.Response(302, headers={"location": "/again"})  # noqa: E731
    with client(handler) as asked, pytest.raises(FetchError, match="more than 5 redirects"):
        asked.get("https://x.org/")


def test_requests_to_one_host_keep_their_distance():
    time = Time()
    with client(lambda r: httpx.Response(200), time=time, pauses={"x.org": 3.0}) as asked:
        asked.get("https://x.org/1")
        asked.get("https://y.org/1")
        asked.get("https://x.org/2")
    assert time.slept == [3.0]


def test_a_busy_service_is_asked_again_after_the_wait_it_names():
    time, answers = Time(), [httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200)]
    with client(lambda r: answers.pop(0), time=time, pause=0) as asked:
        asked.get("https://x.org/")
    assert time.slept == [7.0]


def test_waits_grow_and_end():
    time = Time()
    with (
        client(lambda r: httpx.Response(503), time=time, pause=0) as asked,
        pytest.raises(FetchError, match=r"^https://x.org/: answered 503, 4 times$"),
    ):
        asked.get("https://x.org/")
    assert len(time.slept) == 3
    assert 1 <= time.slept[0] < 1.5 <= 2 <= time.slept[1] < 3 <= 4 <= time.slept[2] < 6


def test_no_service_makes_us_wait_for_ever():
    time = Time()
    with (
        client(
            lambda r: httpx.Response(429, headers={"retry-after": "86400"}), time=time, pause=0
        ) as asked,
        pytest.raises(FetchError),
    ):
        asked.get("https://x.org/")
    assert time.slept == [60.0] * 3


def test_a_broken_connection_is_tried_again():
    answers = [httpx.ConnectError("refused"), httpx.Response(200, content=b"now")]

    def handler(request):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with client(handler) as asked:
        assert asked.get("https://x.org/") == b"now"


def test_a_large_answer_is_cut_off():
    with (
        client(lambda r: httpx.Response(200, content=b"x" * 11), size=10) as asked,
        pytest.raises(FetchError, match="answer is larger than 10 bytes"),
    ):
        asked.get("https://x.org/")


def test_a_slow_answer_is_cut_off():
    time = Time()

    def drip():
        for _ in range(9):
            time.now += 1
            yield b"x"

    with (
        client(lambda r: httpx.Response(200, content=drip()), time=time, duration=5) as asked,
        pytest.raises(FetchError, match="answer took over 5 s"),
    ):
        asked.get("https://x.org/")


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFoundError), (410, NotFoundError), (403, FetchError)]
)
def test_a_refusal_is_not_tried_again(status, error):
    asked_times = []

    def handler(request):
        asked_times.append(1)
        return httpx.Response(status)

    with client(handler) as asked, pytest.raises(error):
        asked.get("https://x.org/")
    assert asked_times == [1]
