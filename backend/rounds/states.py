"""The states of a round: one table of transitions, and the one function that performs them.

`draft -> open -> closed -> tallied -> frozen -> published`: none is skipped, none goes back. The steps that a person
may take are read from this table (actions.py). Opening and publishing wait for a second person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from backend.audit.record import COMMAND, record
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem
from backend.core.etags import check_match
from backend.core.principal import Principal
from backend.core.text import Text
from backend.jobs.service import enqueue
from backend.rounds.comparison import settle_comparison
from backend.rounds.facts import RoundFacts
from backend.rounds.guards import (
    READY_TO_OPEN,
    Guard,
    Situation,
    countersigned,
    flags_decided,
    method_unaltered,
    nothing_loading,
    opening_countersigned,
    reasons,
    situation_of,
)
from backend.rounds.method import digest, method_document
from backend.rounds.models import Collection, Round, RoundState
from backend.rounds.proposals import OPEN, PUBLISH, carry_out
from backend.rounds.roll import freeze_roll
from backend.rounds.telling import take_back

TALLY_JOB: Final = "tally"


class WrongState(Conflict):
    """The round is not in the state that an action starts from."""

    code = "round_state"
    title = Text("本轮当前的状态不允许这样做", "The state of the round does not allow this")


class NotReady(Conflict):
    """Guards have reasons against the action; `errors` lists them."""

    code = "round_not_ready"
    title = Text("还不具备条件", "The conditions are not met yet")


STATE_NAMES: Final[dict[RoundState, Text]] = {
    RoundState.DRAFT: Text("准备中", "draft"),
    RoundState.OPEN: Text("评议中", "open"),
    RoundState.CLOSED: Text("已结束，正在计票", "closed"),
    RoundState.TALLIED: Text("已计票", "tallied"),
    RoundState.FROZEN: Text("已冻结", "frozen"),
    RoundState.PUBLISHED: Text("已公布", "published"),
}

Effect = Callable[[Session, Situation, UUID | None], dict[str, Any]]
Sentence = Callable[[Situation], Text]


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table. `permission` None: done by the program. `effect` changes the round and returns what the
    record keeps; its last statements set the columns that the constraints tie to the state, so that nothing is
    flushed between them and the new state. `sentence` tells a person beforehand what will happen. `second_person`
    says what is missing from another person."""

    action: str
    source: RoundState
    target: RoundState
    permission: str | None
    guards: tuple[Guard, ...]
    effect: Effect
    label: Text
    sentence: Sentence
    second_person: Guard | None = None

    def against(self, now: Situation) -> list[Text]:
        """What stands against a person's taking the step."""
        return reasons(self.guards if self.second_person is None else (*self.guards, self.second_person), now)


def _open(session: Session, now: Situation, user_id: UUID | None) -> dict[str, Any]:
    row, at = now.round, clock.now(session)
    freeze_roll(session, row.id, now.config.units)
    settle_comparison(session, row)
    if now.proposal is not None and now.proposal.confirmed:
        carry_out(session, now.proposal)
    take_back(session, row.id, OPEN)  # what waits when a command opens the round
    row.method = method_document(now.config, now.facts.codes_by_stratum)
    row.method_digest = digest(row.method)
    row.opened_at = at
    return {"method_digest": row.method_digest, "units": len(now.config.units), "codes": now.facts.codes}


def _close(session: Session, now: Situation, user_id: UUID | None) -> dict[str, Any]:
    at = clock.now(session)
    job = enqueue(session, TALLY_JOB, {"round_id": str(now.round.id)}, user_id)
    now.round.closed_at, now.round.job_id = at, job.id
    return {"job_id": str(job.id)}


def _tally(session: Session, now: Situation, user_id: UUID | None) -> dict[str, Any]:
    settle_comparison(session, now.round)
    now.round.tallied_at = clock.now(session)
    return {"sheets": now.facts.sheets}


def _freeze(session: Session, now: Situation, user_id: UUID | None) -> dict[str, Any]:
    return {"method_digest": now.round.method_digest}


def _publish(session: Session, now: Situation, user_id: UUID | None) -> dict[str, Any]:
    if now.proposal is None or not now.proposal.confirmed:
        raise NotReady
    carry_out(session, now.proposal)
    return {"public_digest": now.proposal.digest}


def _open_sentence(now: Situation) -> Text:
    units, criteria, strata = len(now.config.units), len(now.config.criteria), len(now.config.strata)
    coded = now.config.collection is Collection.CODED
    zh = f"和 {now.facts.codes} 个评议码" if coded else ""
    en = f" and {now.facts.codes} codes" if coded else ""
    return Text(
        f"开始后，{units} 个单位、{criteria} 项内容、{strata} 个层次{zh}连同计算方法全部固定，不能再改；"
        "只有计划结束日期可以调整。",
        f"From then on {units} units, {criteria} criteria, {strata} strata{en} and the method are fixed; "
        "only the planned closing date can still be moved.",
    )


def _close_sentence(now: Situation) -> Text:
    sheets = now.facts.shown_sheets
    coded = now.config.collection is Collection.CODED
    zh = "未用的评议码作废，" if coded else ""
    en = "unused codes end, " if coded else ""
    return Text(
        f"结束后不再接收测评表，也不能重新开始；{zh}已收到的 {sheets} 份测评表打乱次序后计票。",
        f"No sheet is accepted any more and the round cannot be reopened; {en}the {sheets} sheets received are "
        "shuffled and counted.",
    )


def _tally_sentence(now: Situation) -> Text:
    return Text("计票完成，结果可以查看。", "The count is complete and results can be read.")


def _freeze_sentence(now: Situation) -> Text:
    return Text(
        "冻结后结果不能再变，生成第 1 版的封存文件和公开文件；由监督组长复核后才能公布。",
        "Results are fixed, and version 1 of the sealed and the public file is made; the lead supervisor has to "
        "countersign it before it can be published.",
    )


def _publish_sentence(now: Situation) -> Text:
    return Text(
        "公布后任何人都可以查看、下载和核验结果，不能撤回；以后的更正作为新的版本与原版本一并公开。",
        "Anybody can read, download and verify the results from then on. It cannot be undone: a correction becomes "
        "another version, and both stay public.",
    )


TABLE: Final = (
    Transition(
        action=OPEN,
        source=RoundState.DRAFT,
        target=RoundState.OPEN,
        permission="round.open",
        guards=READY_TO_OPEN,
        effect=_open,
        label=Text("开始评议", "Open"),
        sentence=_open_sentence,
        second_person=opening_countersigned,
    ),
    Transition(
        action="close",
        source=RoundState.OPEN,
        target=RoundState.CLOSED,
        permission="round.close",
        guards=(nothing_loading,),
        effect=_close,
        label=Text("结束评议", "Close"),
        sentence=_close_sentence,
    ),
    Transition(
        action="tally",
        source=RoundState.CLOSED,
        target=RoundState.TALLIED,
        permission=None,
        guards=(),
        effect=_tally,
        label=Text("完成计票", "Tally"),
        sentence=_tally_sentence,
    ),
    Transition(
        action="freeze",
        source=RoundState.TALLIED,
        target=RoundState.FROZEN,
        permission="round.freeze",
        guards=(method_unaltered, flags_decided),
        effect=_freeze,
        label=Text("冻结", "Freeze"),
        sentence=_freeze_sentence,
    ),
    Transition(
        action=PUBLISH,
        source=RoundState.FROZEN,
        target=RoundState.PUBLISHED,
        permission="round.publish",
        guards=(method_unaltered,),
        effect=_publish,
        label=Text("公布", "Publish"),
        sentence=_publish_sentence,
        second_person=countersigned,
    ),
)
STEPS: Final = {step.action: step for step in TABLE}


def refuse_unready(against: list[Text]) -> None:
    """Raises NotReady where something stands against a step."""
    if against:
        detail = Text("；".join(text.zh for text in against), "; ".join(text.en for text in against))
        raise NotReady(detail, errors=[FieldProblem("", "not_ready", text) for text in against])


def transition(
    session: Session,
    row: Round,
    action: str,
    actor: Principal | str,
    facts: RoundFacts | None = None,
    if_match: str | None = None,
) -> Round:
    """Perform `action` on a round: lock its row, check version and guards, apply the effect, write the record.

    `actor` is a person, who has the permission and may see the round, or a fixed word: SYSTEM, or COMMAND for whoever
    runs the server, who opens without a second person. `facts` were read after the row was locked; without them the
    round has neither codes nor sheets. `if_match` is checked when given. Raises Stale, WrongState, NotReady.
    """
    session.refresh(row, with_for_update=True)
    if if_match is not None:
        check_match(if_match, row)
    step = STEPS[action]
    if step.source is not row.state:
        state = STATE_NAMES[row.state]
        raise WrongState(
            Text(f"本轮{state.zh}，不能{step.label.zh}", f"The round is {state.en}: “{step.label.en}” is not possible")
        )
    now = situation_of(session, row, facts or RoundFacts())
    refuse_unready(reasons(step.guards, now) if actor == COMMAND else step.against(now))
    data = step.effect(session, now, actor.user_id if isinstance(actor, Principal) else None)
    row.state = step.target
    row.version += 1
    session.flush()
    record(session, actor, f"round.{step.action}", "round", row.id, **data)
    return row
