"""The pages of the office over HTTP, with a small and with a large round behind them."""

from contextlib import ExitStack
from statistics import median

from sqlalchemy import update

from backend.auth.policy import Role
from backend.results.products import save_products
from backend.results.tally import count_round, save_tally
from backend.rounds.models import Round, RoundState
from bench.databases import Place, fill, log_in, place
from bench.load import drive, get
from bench.report import Row
from tests.serving import Server

SIZES = (100, 100_000)
ROUNDS = 5
REQUESTS = 60
LIMIT = 1.3


def measure(engine: str) -> list[Row]:
    """Latency with the large round over that with the small one, page by page, turn and turn about."""
    with ExitStack() as stack:
        servers: list[Server] = []
        pages: list[dict[str, bytes]] = []
        for size in SIZES:
            where = stack.enter_context(place(engine))
            round_id = _tallied(where, size)
            headers = log_in(where, Role.OFFICE)
            paths = {
                "dashboard": "/api/v1/dashboard",
                "results": f"/api/v1/rounds/{round_id}/results",
                "list of units": "/api/v1/units?limit=50",
                "turnout": f"/api/v1/rounds/{round_id}/turnout",
            }
            pages.append({name: get(path, headers) for name, path in paths.items()})
            where.database.close()
            servers.append(stack.enter_context(Server(where.settings)))
        return [_compare(engine, name, servers, [page[name] for page in pages]) for name in pages[0]]


def _compare(engine: str, name: str, servers: list[Server], requests: list[bytes]) -> Row:
    small: list[float] = []
    large: list[float] = []
    for turn in range(ROUNDS + 1):
        for server, request, times in zip(servers, requests, (small, large), strict=True):
            measured = drive(server.port, [(request,)] * REQUESTS, connections=1)
            assert set(measured.statuses) == {200}, measured.statuses
            if turn:  # the first is to warm up
                times.append(measured.percentile(0.5))
    ratio = median(b / a for a, b in zip(small, large, strict=True))
    figures = f"{median(small):.1f} and {median(large):.1f} ms"
    what = f"{name}, {SIZES[1]:,} against {SIZES[0]} sheets"
    if name == "turnout":  # counts the codes of the round: grows with them, and is not polled
        return Row(engine, what, f"{ratio:.2f}", figures)
    return Row(engine, what, f"{ratio:.2f}", figures, f"< {LIMIT}", ratio < LIMIT)


def _tallied(where: Place, sheets: int) -> str:
    round_id = fill(where, sheets=sheets, state=RoundState.CLOSED).round_id
    content = count_round(where.database, where.database.write, round_id, lambda _done, _total: None)
    with where.database.write() as session:
        save_tally(session, round_id, content.tally)
        save_products(session, round_id, content.products)
        session.execute(update(Round).values(state=RoundState.TALLIED, tallied_at=Round.closed_at))
    return str(round_id)
