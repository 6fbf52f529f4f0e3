"""Freezing, countersigning, publishing and correcting the results of a round."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.ballots.models import BallotWindow
from backend.core.db import note_refusal
from backend.core.errors import FieldProblem, NotFound
from backend.core.etags import check_match
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.text import Text
from backend.results.checking import altered
from backend.results.publishing.building import Edition, build
from backend.results.publishing.evidence import load_evidence
from backend.results.publishing.models import Snapshot
from backend.results.publishing.reading import current_version, versions_of
from backend.results.publishing.schemas import CountersignIn
from backend.rounds.access import find_round
from backend.rounds.actions import correction_waits
from backend.rounds.comparison import COUNTED
from backend.rounds.facts import FactsSource, RoundFacts
from backend.rounds.guards import method_unaltered, situation_of
from backend.rounds.models import Round, RoundState
from backend.rounds.opening import refuse_changed
from backend.rounds.proposals import PUBLISH, carry_out, decide, propose, refuse_while_waiting
from backend.rounds.states import STATE_NAMES, NotReady, WrongState, transition


def freeze(
    session: Session, keys: Keys, principal: Principal, round_id: UUID, facts: RoundFacts, if_match: str | None = None
) -> Round:
    """Fix the results of a tallied round, make version 1 and propose to publish it.

    Raises NotFound, Stale, WrongState, NotReady. Altered methods and ballots are kept in the record though nothing else
    is.
    """
    row = find_round(session, principal, round_id, lock=True)
    _watch_method(session, principal, row, facts)
    _refuse_altered(session, principal, row)
    transition(session, row, "freeze", principal, facts, if_match)
    # The only times that were kept of ballots; screening, which they are for, is over.
    session.execute(delete(BallotWindow).where(BallotWindow.round_id == row.id))
    _propose_version(session, keys, principal, row, "")
    return row


def propose_version(
    session: Session,
    keys: Keys,
    principal: Principal,
    round_id: UUID,
    reason: str,
    facts: RoundFacts,
    if_match: str | None = None,
) -> Round:
    """Propose another version: after a refusal, or to correct what is published.

    Raises NotFound, Stale, WrongState, NotReady, Waiting.
    """
    row = find_round(session, principal, round_id, lock=True)
    if if_match is not None:
        check_match(if_match, row)
    if row.state not in (RoundState.FROZEN, RoundState.PUBLISHED):
        state = STATE_NAMES[row.state]
        raise WrongState(Text(f"本轮{state.zh}，还没有冻结", f"The round is {state.en}: nothing is frozen yet"))
    _watch_method(session, principal, row, facts)
    _refuse_altered(session, principal, row)
    against = method_unaltered(situation_of(session, row, facts))
    if against is not None:
        raise NotReady(against)
    _propose_version(session, keys, principal, row, reason)
    row.version += 1
    session.flush()
    return row


def countersign(
    session: Session, principal: Principal, round_id: UUID, body: CountersignIn, facts: FactsSource
) -> Round:
    """The second person's decision on what is published, or on a draft that is to be opened.

    Raises NotFound and what `decide` raises; OtherContent where a draft is not what was proposed any more.
    """
    row = find_round(session, principal, round_id, lock=True)
    if row.state is RoundState.DRAFT:
        refuse_changed(situation_of(session, row, facts(session, row.id)))
    decide(session, principal, row, body.digest, body.note, confirmed=body.confirm)
    return row


def publish(
    session: Session, principal: Principal, round_id: UUID, facts: RoundFacts, if_match: str | None = None
) -> Round:
    """Publish the version that was countersigned; of a round that is published already, it supersedes the one before.

    Raises NotFound, Stale, WrongState, NotReady.
    """
    row = find_round(session, principal, round_id, lock=True)
    _watch_method(session, principal, row, facts)
    now = situation_of(session, row, facts)
    if not correction_waits(now):
        _refuse_altered(session, principal, row)
        return transition(session, row, PUBLISH, principal, facts, if_match)
    if if_match is not None:
        check_match(if_match, row)
    _refuse_altered(session, principal, row)
    proposal = now.proposal
    against = method_unaltered(now)
    if against is not None or proposal is None or not proposal.confirmed:
        raise NotReady(against or Text("还没有经另一人复核", "Another person has not countersigned yet"))
    carry_out(session, proposal)
    row.version += 1
    session.flush()
    record(session, principal, "round.correct", "round", row.id, public_digest=proposal.digest)
    return row


def _refuse_altered(session: Session, principal: Principal, row: Round) -> None:
    """Raises NotReady where ballots or sums are not those of the record, and has the record keep that."""
    problems = altered(session, row) if row.state in (*COUNTED, RoundState.PUBLISHED) else []
    if problems:
        round_id = row.id
        note_refusal(session, lambda writer: record(writer, principal, "round.ballots_altered", "round", round_id))
        detail = Text("；".join(text.zh for text in problems), "; ".join(text.en for text in problems))
        raise NotReady(detail, errors=[FieldProblem("", "ballots_altered", text) for text in problems])


def find_version(session: Session, principal: Principal, round_id: UUID, version: int) -> Snapshot:
    """A version of a round that `principal` may see. Raises NotFound."""
    row = find_round(session, principal, round_id)
    found = next((one for one in versions_of(session, row.id) if one.version == version), None)
    if found is None:
        raise NotFound
    return found


def _propose_version(session: Session, keys: Keys, principal: Principal, row: Round, reason: str) -> None:
    refuse_while_waiting(session, row)
    versions, published = versions_of(session, row.id), current_version(session, row.id)
    edition = Edition(
        version=versions[-1].version + 1 if versions else 1,
        reason=reason,
        before=published.public if published else None,
    )
    files = build(keys, load_evidence(session, row), edition)
    proposal = propose(session, principal, row, PUBLISH, files.public_digest, reason)
    session.add(
        Snapshot(
            round_id=row.id,
            version=edition.version,
            proposal_id=proposal.id,
            reason=reason,
            public=files.public,
            sealed=files.sealed,
            public_digest=files.public_digest,
            sealed_digest=files.sealed_digest,
        )
    )
    session.flush()


def _watch_method(session: Session, principal: Principal, row: Round, facts: RoundFacts) -> None:
    """Have the record keep that the method was found altered, though the step is refused and rolled back."""
    if row.state not in COUNTED or method_unaltered(situation_of(session, row, facts)) is None:
        return
    round_id, fixed = row.id, row.method_digest
    note_refusal(
        session,
        lambda writer: record(writer, principal, "round.method_altered", "round", round_id, fixed=fixed),
    )
