"""What a person could do next with a round, and what stands against it."""

from dataclasses import dataclass
from typing import Final

from backend.core.principal import Principal
from backend.core.text import Text
from backend.rounds.access import COUNTERSIGN, may
from backend.rounds.guards import READY_TO_OPEN, Situation, method_unchanged, opening_countersigned, reasons
from backend.rounds.models import RoundState
from backend.rounds.proposals import PUBLISH
from backend.rounds.states import TABLE

PROPOSE_OPENING: Final = "propose_opening"


@dataclass(frozen=True, slots=True)
class Action:
    """What a person could do next. `reasons` says what stands against it; empty means allowed."""

    action: str
    label: Text
    reasons: list[Text]
    effect: Text
    second_person: bool = False


def actions_of(now: Situation, principal: Principal) -> list[Action]:
    """What `principal` may do, the next step first. Others get nothing: reasons and effects tell numbers."""
    found = [
        Action(step.action, step.label, step.against(now), step.sentence(now), step.second_person is not None)
        for step in TABLE
        if step.permission is not None
        and may(principal, step.permission)
        and (step.source is now.round.state or (step.action == PUBLISH and correction_waits(now)))
    ]
    if now.round.state is RoundState.DRAFT and may(principal, "round.open") and opening_countersigned(now) is not None:
        # Once it is proposed, opening is what comes next; proposing it anew replaces what waits.
        found.insert(len(found) if opening_waits(now) else 0, _propose_opening(now))
    if _to_countersign(now) and may(principal, COUNTERSIGN):
        own = now.proposal is not None and now.proposal.proposed_by == principal.user_id
        against = [Text("提出的人不能自己复核", "Whoever proposed it cannot countersign it")] if own else []
        found.append(Action("countersign", Text("复核", "Countersign"), against, _countersign_sentence(now)))
    return found


def correction_waits(now: Situation) -> bool:
    """Whether another version of a published round is proposed; publishing it changes no state."""
    return now.round.state is RoundState.PUBLISHED and now.proposal is not None and now.proposal.done_at is None


def opening_waits(now: Situation) -> bool:
    """Whether the opening of a draft is proposed, as the method is now, and not decided."""
    return now.round.state is RoundState.DRAFT and _to_countersign(now)


def _to_countersign(now: Situation) -> bool:
    """Whether something waits for the second person. A draft that was changed since is not what was proposed."""
    if now.proposal is None or now.proposal.confirmed is not None:
        return False
    return now.round.state is not RoundState.DRAFT or method_unchanged(now) is None


def _propose_opening(now: Situation) -> Action:
    again = now.proposal is not None
    return Action(
        PROPOSE_OPENING,
        Text("重新提请复核", "Propose anew") if again else Text("提请复核", "Propose to open"),
        reasons(READY_TO_OPEN, now),
        Text(
            "评议办法交监督组长复核，复核后由效能办开始评议。提请后再改动设置或者评议码数量的，须重新提请。",
            "The lead supervisor has to countersign the method before the office opens the round. A later change of "
            "the configuration or of the number of codes has to be proposed anew.",
        ),
    )


def _countersign_sentence(now: Situation) -> Text:
    if now.round.state is RoundState.DRAFT:
        return Text(
            "请先核对评议办法及其指纹；复核后由效能办开始评议，退回须写明理由。",
            "Read the method and its digest first; the office opens the round as you confirm it, a refusal needs a reason.",
        )
    return Text(
        "请先核对公开文件及其摘要；复核后由效能办公布，退回须写明理由。",
        "Look at the public file and its digest first; the office publishes what you confirm, a refusal needs a reason.",
    )
