"""Requests to other machines: N04 to N09 of the security design, 8.6. Each refusal has its twin that gets through."""

import ast
import ssl
import threading
from ipaddress import ip_address
from pathlib import Path

import anyio
import pytest
import trustme

from backend.config import Settings
from backend.egress.destinations import Blocked, Destination, EgressSettingsError, destinations
from backend.egress.http import BODY_LIMIT, Answer, Egress, Failed, egress
from tests.receiver import NAME, receiving, replying
from tests.smtp import authority_file

PUBLIC, PUBLIC6 = "93.184.216.34", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def ask(door: Egress, url: str, **options: object) -> Answer:
    async def request() -> Answer:
        return await door.request("GET", url, **options)  # type: ignore[arg-type]

    return anyio.run(request)


def resolving(*answers: list[str], allow: str = NAME) -> tuple[Egress, list[str]]:
    """A door with a resolver that gives these answers one after the other, and what it was asked."""
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    return Egress(destinations(allow), resolve=resolve), asked


def reason(door: Egress, url: str) -> str:
    with pytest.raises(Blocked) as blocked:
        ask(door, url)
    return blocked.value.reason


ODD = ("127.1", "127.0.1", "0x7f000001", "0x7f.1", "2130706433", "0177.0.0.1", "017700000001", "0", "0x", "127.0.0.1.")


@pytest.mark.parametrize("host", ODD)
def test_n04_this_machine_in_odd_spellings(host: str) -> None:
    with pytest.raises(EgressSettingsError, match="PINGYI_EGRESS_ALLOW"):
        destinations(host)
    listed = Egress((Destination(host),), resolve=resolving(["127.0.0.1"])[0].resolve)
    assert reason(listed, f"https://{host}/") in ("host", "url", "address")
    assert reason(resolving()[0], f"https://{host}/") in ("host", "url")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "0.0.0.0", "[::]"])  # noqa: S104 - what must be refused
def test_n04_this_machine_as_an_address(host: str) -> None:
    assert reason(Egress(destinations(host)), f"https://{host}/") == "address"


INSIDE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.100.100.200", "169.254.169.254", "0.0.0.0", "224.0.0.251",  # noqa: S104
    "240.0.0.1", "255.255.255.255", "::1", "::", "::127.0.0.1", "::ffff:169.254.169.254", "::ffff:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::1", "2002:a9fe:a9fe::", "2001::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1", "2001:db8::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_n05_a_name_of_an_inner_address(address: str) -> None:
    for answer in ([address], [PUBLIC, address], [address, PUBLIC6]):
        door, asked = resolving(answer)
        assert reason(door, f"https://{NAME}/") == "address"
        assert asked == [NAME]


@pytest.mark.parametrize("address", [PUBLIC, PUBLIC6, f"::ffff:{PUBLIC}", "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_n05_a_public_address_passes(address: str) -> None:
    door, _ = resolving([address])

    target, entry = door.permitted(f"https://{NAME}/")
    assert anyio.run(door.addresses, target, entry) == [ip_address(address)]


def test_n05_an_entry_with_a_network_admits_that_network_and_port_only() -> None:
    allow = f"{NAME}:9443=10.20.0.0/16"
    url = f"https://{NAME}:9443/"
    for outside in ("10.21.0.1", "127.0.0.1", PUBLIC, "::ffff:10.21.0.1"):
        assert reason(resolving([outside], allow=allow)[0], url) == "address"
    assert reason(resolving(allow=allow)[0], f"https://{NAME}/") == "port"
    (entry,) = destinations(allow)
    for inside in ("10.20.3.4", "::ffff:10.20.3.4", "64:ff9b::a14:304"):
        door, _ = resolving([inside], allow=allow)
        target, _ = door.permitted(url)
        assert anyio.run(door.addresses, target, entry)


@pytest.mark.parametrize(
    "network", ["0.0.0.0/0", "8.0.0.0/8", "169.254.0.0/16", "10.0.0.0/7", "::/0", "fe80::/10", "x", ""]
)
def test_n05_networks_that_no_entry_may_have(network: str) -> None:
    with pytest.raises(EgressSettingsError, match="network"):
        destinations(f"{NAME}={network}")


def test_n06_the_name_is_resolved_once_and_the_connection_goes_where_it_was_checked(authority: trustme.CA) -> None:
    with receiving(authority, replying("200 OK", b"here")) as receiver:
        door, asked = receiver.egress(), []

        async def rebinding(host: str, _port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

        door = Egress(door.allowed, door.context, rebinding)
        assert ask(door, receiver.url("/a?b=c")).body == b"here"
        assert asked == [NAME]
        assert reason(door, receiver.url()) == "address"  # the next attempt asks, and checks, anew
        assert asked == [NAME, NAME]
    assert len(receiver.asked) == 1
    head = receiver.asked[0].decode().lower()
    assert head.startswith("get /a?b=c http/1.1\r\n")
    assert f"\r\nhost: {NAME}:{receiver.port}\r\n" in head
    assert receiver.names == [NAME]


def test_n06_an_address_that_takes_no_connection_is_passed_over(authority: trustme.CA) -> None:
    with receiving(authority, replying("204 No Content")) as receiver:
        assert ask(receiver.egress("127.1.2.3", "127.0.0.1"), receiver.url()).status == 204
    with pytest.raises(Failed, match="unreachable"):
        ask(receiver.egress("127.1.2.3"), receiver.url())


@pytest.mark.parametrize(
    "to",
    [
        "https://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1/",
        "http://localhost/",
        "/elsewhere",
        "gopher://a/",
    ],
)
def test_n07_a_redirect_is_not_followed(authority: trustme.CA, to: str) -> None:
    with receiving(authority, replying("302 Found", b"", f"Location: {to}")) as receiver:
        answer = ask(receiver.egress(), receiver.url())
        assert (answer.status, answer.headers["location"]) == (302, to)
    assert len(receiver.asked) == 1


@pytest.mark.parametrize(
    ("url", "word"),
    [
        (f"http://{NAME}/", "scheme"),
        (f"gopher://{NAME}/", "scheme"),
        (f"ftp://{NAME}/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("//" + NAME, "scheme"),
        ("", "scheme"),
        (f"https://{NAME}:22/", "port"),
        (f"https://{NAME}:80/", "port"),
        (f"https://{NAME}:0/", "port"),
        (f"https://{NAME}@127.0.0.1/", "userinfo"),
        (f"https://a@{NAME}/", "userinfo"),
        (f"https://a:b@{NAME}/", "userinfo"),
        (f"https://{NAME}\\@127.0.0.1/", "userinfo"),
        ("https://other.example/", "host"),
        (f"https://{NAME}./", "host"),
        (f"https://{NAME}.other.example/", "host"),
        (f"https://x.{NAME}/", "host"),
        ("https:///x", "host"),
        (f"https://{NAME}:x/", "url"),
        (f"https://{NAME}\r\nX: y/", "url"),
        ("https://１２７.1/", "url"),
    ],
)
def test_n08_other_schemes_ports_and_machines(url: str, word: str) -> None:
    door, asked = resolving([PUBLIC])
    assert reason(door, url) == word
    assert asked == []


@pytest.mark.parametrize("url", [f"https://{NAME}/a", f"https://{NAME}:443", f"https://{NAME.upper()}:8443/?b#c"])
def test_n08_the_machine_of_the_list_on_its_ports(url: str) -> None:
    _, entry = resolving()[0].permitted(url)
    assert entry == Destination(NAME)


@pytest.mark.parametrize(
    "entry", ["https://a.example", "a.example/x", "*.example", "a.example:0", "a.example:70000", "a..b", "u@a.b"]
)
def test_n08_entries_that_name_no_machine(entry: str) -> None:
    with pytest.raises(EgressSettingsError, match="host"):
        destinations(entry)


def test_n09_an_endless_body_is_cut(authority: trustme.CA) -> None:
    def endless(client: ssl.SSLSocket, _: bytes) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            client.sendall(b"x" * 16384)

    with receiving(authority, endless) as receiver:
        answer = ask(receiver.egress(), receiver.url())
        assert (len(answer.body), answer.cut) == (BODY_LIMIT, True)
        assert receiver.given_up.wait(60)


def test_n09_a_body_of_the_limit_is_whole(authority: trustme.CA) -> None:
    with receiving(authority, replying("200 OK", b"x" * 100)) as receiver:
        assert not ask(receiver.egress(), receiver.url(), limit=100).cut
        answer = ask(receiver.egress(), receiver.url(), limit=99)
        assert (answer.body, answer.cut) == (b"x" * 99, True)


def test_n09_a_small_compressed_body_does_not_grow(authority: trustme.CA) -> None:
    with receiving(authority, replying("200 OK", b"\x1f\x8b", "Content-Encoding: gzip")) as receiver:
        assert ask(receiver.egress(), receiver.url()).body == b"\x1f\x8b"
    assert b"\r\naccept-encoding: identity\r\n" in receiver.asked[0].lower()


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nX-", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
def test_n09_an_answer_that_does_not_come_to_an_end_is_given_up(authority: trustme.CA, begun: bytes) -> None:
    over = threading.Event()

    def begin(client: ssl.SSLSocket, _: bytes) -> None:
        client.sendall(begun)
        over.wait(60)

    with receiving(authority, begin) as receiver:
        with pytest.raises(Failed, match="time"):
            ask(receiver.egress(within=0.5), receiver.url())
        over.set()


def test_n09_a_resolver_that_does_not_answer_is_given_up() -> None:
    async def never(_host: str, _port: int) -> list[str]:
        await anyio.sleep_forever()
        raise AssertionError

    with pytest.raises(Failed, match="time"):
        ask(Egress(destinations(NAME), resolve=never, within=0.1), f"https://{NAME}/")


def test_a_certificate_of_another_name_or_authority_is_refused(authority: trustme.CA) -> None:
    with (
        receiving(authority, replying("200 OK"), name="other.example") as receiver,
        pytest.raises(Failed, match="cert"),
    ):
        ask(receiver.egress(), receiver.url())
    with receiving(trustme.CA(), replying("200 OK")) as receiver:
        door = Egress(receiver.egress().allowed, resolve=receiver.egress().resolve)
        with pytest.raises(Failed, match="certificate"):
            ask(door, receiver.url())
    assert receiver.asked == []


@pytest.mark.parametrize("nonsense", [b"", b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
def test_an_answer_that_is_none(authority: trustme.CA, nonsense: bytes) -> None:
    with (
        receiving(authority, lambda client, _: client.sendall(nonsense)) as receiver,
        pytest.raises(Failed, match="answer"),
    ):
        ask(receiver.egress(), receiver.url())


def test_proxies_of_the_environment_are_not_asked(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with receiving(authority, replying("200 OK")) as receiver:
        assert ask(receiver.egress(), receiver.url()).status == 200


def test_the_door_of_the_settings(authority: trustme.CA, tmp_path: Path) -> None:
    assert egress(Settings(env="test")).allowed == ()
    with receiving(authority, replying("200 OK"), name="127.0.0.1") as receiver:
        given = Settings(
            env="test",
            egress_allow=f"{NAME}, 127.0.0.1:{receiver.port}=127.0.0.0/8",
            egress_ca_file=authority_file(authority, tmp_path),
        )
        assert ask(egress(given), receiver.url(name="127.0.0.1")).status == 200
    missing = given.model_copy(update={"egress_ca_file": tmp_path / "none.pem"})
    with pytest.raises(EgressSettingsError, match="PINGYI_EGRESS_CA_FILE"):
        egress(missing)


CLIENTS = frozenset({"httpx", "httpcore", "requests", "urllib3", "aiohttp", "urllib.request", "http.client"})


def imported(source: str) -> set[str]:
    """The HTTP clients that a module imports, by any spelling."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        found |= {client for client in CLIENTS for name in names if f"{name}.".startswith(f"{client}.")}
    return found


def test_no_other_module_makes_requests() -> None:
    users = {
        path.relative_to(ROOT).as_posix(): found
        for path in (ROOT / "backend").rglob("*.py")
        if (found := imported(path.read_text(encoding="utf-8")))
    }
    assert users == {"backend/egress/destinations.py": {"httpx"}, "backend/egress/http.py": {"httpx"}}
    for line in (
        "import httpx",
        "from httpx import Client",
        "import urllib.request as u",
        "from urllib import request",
    ):
        assert imported(line)
    assert not imported("from urllib.parse import urlsplit\nfrom http import HTTPStatus")
