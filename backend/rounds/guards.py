"""What must be true before a round goes on. A guard returns the reason against it, or None."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.text import Text
from backend.rounds.config import RoundConfig, config_of
from backend.rounds.facts import RoundFacts
from backend.rounds.method import digest, method_document
from backend.rounds.models import Collection, Round, RoundProposal, RoundState
from backend.rounds.proposals import awaited, latest_proposal, recorded_method
from backend.rounds.roll import closed_units
from backend.rounds.sections import SMALL_STRATUM

_NAMED = 3  # names listed in a reason before "and others"


@dataclass(frozen=True, slots=True)
class Situation:
    """All that guards and effect sentences look at. `closed_units`: names on the roll that are not active today;
    `proposal`: the latest one, of opening a draft, else of publishing; `recorded_method`: the digest that the record
    kept of the opening."""

    round: Round
    config: RoundConfig
    facts: RoundFacts
    closed_units: tuple[str, ...]
    today: date
    proposal: RoundProposal | None = None
    recorded_method: str | None = None


_METHOD_IS_CHECKED = (RoundState.TALLIED, RoundState.FROZEN, RoundState.PUBLISHED)
Guard = Callable[[Situation], Text | None]


def situation_of(session: Session, row: Round, facts: RoundFacts) -> Situation:
    """The situation of a loaded round."""
    return Situation(
        round=row,
        config=config_of(session, row),
        facts=facts,
        closed_units=tuple(name for _, name in closed_units(session, row.id)),
        today=clock.local_date(clock.now(session)),
        proposal=latest_proposal(session, row.id, awaited(row)),
        recorded_method=recorded_method(session, row.id) if row.state in _METHOD_IS_CHECKED else None,
    )


def roll_filled(now: Situation) -> Text | None:
    return None if now.config.units else Text("还没有选择参评单位", "No units are on the roll")


def roll_active(now: Situation) -> Text | None:
    if not now.closed_units:
        return None
    names = _list(now.closed_units)
    return Text(
        f"名册中有 {len(now.closed_units)} 个单位已撤销或尚未成立：{names.zh}",
        f"{len(now.closed_units)} units on the roll are not active: {names.en}",
    )


def criteria_set(now: Situation) -> Text | None:
    return None if now.config.criteria else Text("还没有设置评议内容", "No criteria are set")


def scale_set(now: Situation) -> Text | None:
    return None if now.config.options else Text("还没有设置量表", "No scale is set")


def strata_set(now: Situation) -> Text | None:
    return None if now.config.strata else Text("还没有设置层次", "No strata are set")


def small_strata(now: Situation) -> list[str]:
    """The names of strata with so few codes that people could be guessed, whether that is allowed or not."""
    coded = now.config.collection is Collection.CODED
    counts = [(now.facts.codes_by_stratum.get(s.id, 0) if coded else s.planned_codes) for s in now.config.strata]
    return [s.name for s, count in zip(now.config.strata, counts, strict=True) if 0 < count < SMALL_STRATUM]


def strata_large_enough(now: Situation) -> Text | None:
    small = small_strata(now)
    if now.config.allow_small_strata or not small:
        return None
    names = _list(small)
    return Text(
        f"有层次少于 {SMALL_STRATUM} 个评议码，容易被猜出是谁：{names.zh}",
        f"Strata with fewer than {SMALL_STRATUM} codes identify people: {names.en}",
    )


def codes_issued(now: Situation) -> Text | None:
    """A stratum with weight and without codes could never answer."""
    if now.config.collection is not Collection.CODED or not now.config.strata:
        return None
    missing = [s.name for s in now.config.strata if s.weight > 0 and not now.facts.codes_by_stratum.get(s.id)]
    if not missing:
        return None
    names = _list(missing)
    return Text(f"还有层次没有发放评议码：{names.zh}", f"No codes have been issued for: {names.en}")


def close_not_past(now: Situation) -> Text | None:
    planned = now.round.planned_close
    if planned is None or planned >= now.today:
        return None
    return Text(f"计划结束日期 {planned} 已经过去，请先修改", f"The planned closing date {planned} has passed")


def nothing_loading(now: Situation) -> Text | None:
    if not now.facts.loading:
        return None
    return Text(
        f"有 {now.facts.loading} 个导入正在装入，请等它完成；装入失败的会自动退回，可以再次装入或放弃",
        f"{now.facts.loading} imports are being loaded; wait for them. One that fails can be loaded again or discarded",
    )


def flags_decided(now: Situation) -> Text | None:
    """Every flag of screening is decided, and the count follows the decisions."""
    if not now.facts.screened:
        return Text("还没有甄别，请到“甄别”页查看", "The sheets have not been screened; see the page of screening")
    if now.facts.undecided:
        return Text(
            f"还有 {now.facts.undecided} 条疑点没有决定，请到“甄别”页决定",
            f"{now.facts.undecided} flags are not decided; decide them on the page of screening",
        )
    if now.facts.behind:
        return Text(
            "正在按甄别的决定重新计票，请等它完成", "The round is being counted again as decided; wait for that"
        )
    return None


def method_now(now: Situation) -> str:
    """The digest of the method as opening would fix it now."""
    return digest(method_document(now.config, now.facts.codes_by_stratum))


def method_unchanged(now: Situation) -> Text | None:
    """What is proposed to be opened is the method as it is now."""
    if now.proposal is None or now.proposal.digest == method_now(now):
        return None
    return Text("办法已改动，须重新提请复核", "The method was changed after it was proposed; propose it anew")


def opening_countersigned(now: Situation) -> Text | None:
    """Another person has confirmed the method as it is now (security design, 4.4)."""
    if now.proposal is None:
        return Text(
            "须先提请监督组长复核评议办法", "The lead supervisor has to countersign the method; propose it first"
        )
    changed = method_unchanged(now)
    if changed is not None or now.proposal.confirmed:
        return changed
    if now.proposal.confirmed is None:
        return Text("待监督组长复核", "The lead supervisor has not countersigned yet")
    return Text("监督组长已退回，须重新提请复核", "The lead supervisor has refused it; propose it anew")


def method_unaltered(now: Situation) -> Text | None:
    """What the tables say now, against what opening fixed and the record kept: a change by SQL shows here (D7)."""
    found = method_now(now)
    if now.round.method_digest == found and now.recorded_method in (None, found):
        return None
    return Text(
        "单位、评议内容、量表、层次或权重与开始评议时固定的评议办法不一致，不能冻结或公布，请联系审计",
        "Roll, criteria, scale, strata or weights are not those that opening fixed: nothing can be frozen or published",
    )


def countersigned(now: Situation) -> Text | None:
    if now.proposal is None or now.proposal.confirmed is False:
        return Text("没有待公布的版本，请重新提出", "There is no version to publish; propose one")
    return None if now.proposal.confirmed else Text("还没有经另一人复核", "Another person has not countersigned yet")


def _list(names: tuple[str, ...] | list[str]) -> Text:
    more = len(names) > _NAMED
    some = names[:_NAMED]
    return Text("、".join(some) + ("等" if more else ""), ", ".join(some) + (" and others" if more else ""))


CONFIGURED: tuple[Guard, ...] = (roll_filled, roll_active, criteria_set, scale_set, strata_set)
CODES_READY: tuple[Guard, ...] = (strata_large_enough, codes_issued)
READY_TO_OPEN: tuple[Guard, ...] = (*CONFIGURED, *CODES_READY, close_not_past)


def reasons(guards: tuple[Guard, ...], now: Situation) -> list[Text]:
    """What stands against it, in the order of the guards."""
    return [reason for guard in guards if (reason := guard(now)) is not None]
