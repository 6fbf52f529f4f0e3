"""Which comments count as the same, and as nearly the same."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from backend.comments.alike import NEAR, SHORTEST, Alike, Likeness, find_alike, fold, pairs_of


def test_the_same_but_for_width_case_marks_and_spaces() -> None:
    texts = [
        "窗口排队时间长，建议多开一个窗口。",
        "窗口排队 时间长 建议多开一个窗口！！",
        "ＶＩＰ窗口",
        "vip 窗口",
        "态度好",
    ]
    exact = Likeness.EXACT
    assert find_alike(texts) == [None, Alike(0, exact), None, Alike(2, exact), None]


def test_nearly_the_same() -> None:
    texts = [
        "窗口排队时间太长了，建议多开一个窗口，方便群众办事",
        "停车不方便",
        "窗口排队时间太长，建议多开一个窗口，方便群众办事",
        "窗口排队时间太长了，建议多开几个窗口！方便群众办事。",
        "窗口排队时间太长 建议多开一个窗口 方便群众办事",
    ]
    near = Likeness.NEAR
    assert find_alike(texts) == [None, None, Alike(0, near), Alike(0, near), Alike(0, near)]


def test_short_texts_are_not_near() -> None:
    assert find_alike(["办得很快", "办得很慢", "办得快"]) == [None, None, None]


def test_marks_alone_stay_apart() -> None:
    assert fold("！！") == "！！"
    assert find_alike(["！！", "👍", "👍"]) == [None, None, Alike(1, Likeness.EXACT)]


WORDS = st.lists(st.sampled_from(["窗口", "排队", "时间长", "态度", "很好", "建议", "多开", "停车", "难"]), max_size=9)


@given(st.lists(WORDS.map("".join), max_size=14))
def test_as_comparing_all_with_all(texts: list[str]) -> None:
    """The shortcut by rare pairs misses nothing, and nobody is like one who is like another."""
    found = find_alike(texts)
    for alike in found:
        assert alike is None or found[alike.first] is None
    heads = [place for place, alike in enumerate(found) if alike is None and len(fold(texts[place])) >= SHORTEST]
    for one, other in combinations(heads, 2):
        a, b = pairs_of(fold(texts[one])), pairs_of(fold(texts[other]))
        assert len(a & b) / len(a | b) < NEAR
