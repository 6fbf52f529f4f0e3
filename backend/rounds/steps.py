"""The line of steps on top of a round's pages: where the work stands, in a few words each."""

from typing import Final, Literal

from backend.core.text import Language, Text
from backend.rounds.actions import opening_waits
from backend.rounds.guards import CODES_READY, CONFIGURED, Situation, opening_countersigned, reasons
from backend.rounds.models import Collection, RoundState
from backend.rounds.schemas import Step

Key = Literal["setup", "codes", "progress", "screening", "results"]
KEYS: Final[tuple[Key, ...]] = ("setup", "codes", "progress", "screening", "results")
_BLANK = Text("", "")
_LATER = (RoundState.TALLIED, RoundState.FROZEN, RoundState.PUBLISHED)


def steps_of(now: Situation, language: Language, *, show_sheets: bool, show_flags: bool) -> list[Step]:
    """The steps in order; at most one is current.

    `show_sheets`: the reader may know how many came in; `show_flags`: how many of them were found odd.
    """
    current = _current(now)
    notes = {
        "setup": _setup_note(now),
        "codes": _codes_note(now),
        "progress": _progress_note(now, show_sheets=show_sheets),
        "screening": _screening_note(now, show_flags=show_flags),
        "results": _results_note(now),
    }
    return [
        Step(
            key=key,
            state="done" if index < current else "current" if index == current else "todo",
            note=notes[key].of(language),
        )
        for index, key in enumerate(KEYS)
    ]


def _current(now: Situation) -> int:
    """Index of the current step; past the end when all are done."""
    state = now.round.state
    if state is RoundState.DRAFT:
        if reasons(CONFIGURED, now):
            return KEYS.index("setup")
        return KEYS.index("codes" if reasons(CODES_READY, now) else "progress")
    if state is RoundState.OPEN:
        return KEYS.index("progress")
    if state is RoundState.TALLIED and (now.facts.undecided or now.facts.behind or not now.facts.screened):
        return KEYS.index("screening")
    return len(KEYS) if state in _LATER else KEYS.index("screening")


def _setup_note(now: Situation) -> Text:
    missing = reasons(CONFIGURED, now) if now.round.state is RoundState.DRAFT else []
    if missing:
        return missing[0]
    units, criteria, strata = len(now.config.units), len(now.config.criteria), len(now.config.strata)
    return Text(
        f"{units} 个单位，{criteria} 项内容，{strata} 个层次", f"{units} units, {criteria} criteria, {strata} strata"
    )


def _codes_note(now: Situation) -> Text:
    if now.config.collection is Collection.PAPER:
        return Text("本轮不发评议码", "This round has no codes")
    codes = now.facts.codes
    return Text(f"已发 {codes:,} 个评议码", f"{codes:,} codes issued") if codes else Text("还没有发码", "No codes yet")


def _progress_note(now: Situation, *, show_sheets: bool) -> Text:
    if now.round.state is RoundState.DRAFT:
        if _current(now) < KEYS.index("progress"):
            return _BLANK
        if opening_countersigned(now) is None:
            return Text("可以开始评议", "Ready to open")
        return Text("待复核", "To be countersigned") if opening_waits(now) else Text("待提请复核", "To be proposed")
    if show_sheets:
        sheets = now.facts.shown_sheets
        return Text(f"已收到 {sheets:,} 份测评表", f"{sheets:,} sheets received")
    return Text("评议中", "Open") if now.round.state is RoundState.OPEN else Text("已结束", "Closed")


def _screening_note(now: Situation, *, show_flags: bool) -> Text:
    facts = now.facts
    if now.round.state is RoundState.CLOSED:
        return Text("正在计票", "Counting")
    if now.round.state not in _LATER or not (facts.screened and show_flags):
        return _BLANK
    if not facts.flags:
        return Text("没有疑点", "Nothing odd")
    decided = facts.flags - facts.undecided
    return Text(f"已决定 {decided}/{facts.flags}", f"{decided}/{facts.flags} decided")


def _results_note(now: Situation) -> Text:
    if now.round.state is RoundState.FROZEN:
        waiting = now.proposal is not None and now.proposal.confirmed is None
        return Text("已冻结，待复核", "Frozen, to be countersigned") if waiting else Text("已冻结", "Frozen")
    if now.round.state is RoundState.PUBLISHED:
        return Text("已公布", "Published")
    return Text("已计票", "Counted") if now.round.state in _LATER else _BLANK
