"""Names of downloads hold what people wrote, and are only names (security check W06)."""

from urllib.parse import unquote

import pytest

from backend.core.downloads import saved_as
from backend.rounds.models import Round
from tests.ballots.test_codes_office import Draft
from tests.conftest import Client, Login


def name_in(disposition: str) -> str:
    kind, plain, full = disposition.split("; ")
    assert (kind, plain.isascii(), full.isascii()) == ("attachment", True, True)
    assert plain.startswith("filename=")
    return unquote(full.removeprefix("filename*=UTF-8''"))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("2026年评议.csv", "2026年评议.csv"),
        ('../a"\r\nX: y.html', '-a"X: y.html'),
        ("C:\\dir\\a.csv", "C:-dir-a.csv"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("...hidden.csv", "hidden.csv"),
        ('a"; filename=b.csv', 'a"; filename=b.csv'),
        ("a.c s\u4e2dv", "a.c s\u4e2dv"),
        ("'%0d%0a.csv", "'%0d%0a.csv"),
    ],
)
def test_w06_a_name_is_only_a_name(name: str, cleaned: str) -> None:
    (disposition,) = saved_as(name).values()
    assert disposition.count(";") == 2
    assert name_in(disposition) == cleaned


def test_w06_a_title_in_the_name_of_a_download(client: Client, login: Login) -> None:
    draft = Draft(client)
    with draft.database.write() as session:
        session.get_one(Round, draft.id).title = '../a"\r\nX: y'
    answer = draft.issue(login("office"), 20, 20)
    assert answer.status_code == 201
    assert name_in(answer.headers["content-disposition"]) == '-a"X: y-评议码.csv'
    assert "x" not in answer.headers
