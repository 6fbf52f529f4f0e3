"""The ballot as one round shows it, kept in memory once the round is open, since then it never changes.

Whether the round is still open is not remembered: the writer reads that with every submission.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from backend.ballots.packing import pack
from backend.ballots.schemas import (
    BallotCriterion,
    BallotForm,
    BallotOption,
    BallotUnit,
    SubmissionIn,
)
from backend.core.db import Database
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.text import Text
from backend.rounds.config import load_config
from backend.rounds.models import Round, RoundState


@dataclass(frozen=True, slots=True)
class OpenRound:
    """`forms` are the ballots as JSON, by stratum: they are the same for everybody."""

    forms: dict[UUID, bytes]
    units: int
    cells: int
    highest_option: int

    def pack(self, body: SubmissionIn) -> bytes:
        """Check a submission against the round and pack it. Raises InvalidInput."""
        answers = body.answers
        if len(answers) != self.cells:
            text = Text(f"本轮应有 {self.cells} 项作答", f"This round takes {self.cells} answers")
            raise InvalidInput(errors=[FieldProblem("/answers", "answers_length", text)])
        highest = max(answers, default=0)
        if highest > self.highest_option:
            text = Text("没有这个选项", "There is no such option")
            wrong = (i for i, answer in enumerate(answers) if answer > self.highest_option)
            raise InvalidInput(errors=[FieldProblem(f"/answers/{i}", "unknown_option", text) for i in wrong])
        if highest == 0:
            text = Text("一项都没有作答", "Nothing is answered")
            raise InvalidInput(errors=[FieldProblem("/answers", "empty_ballot", text)])
        return pack(answers, self._comments(body))

    def _comments(self, body: SubmissionIn) -> list[tuple[int, str]]:
        seen: set[int] = set()
        for index, comment in enumerate(body.comments):
            if comment.unit >= self.units or comment.unit in seen:
                text = Text("没有这个单位，或重复", "No such unit, or twice the same")
                raise InvalidInput(errors=[FieldProblem(f"/comments/{index}/unit", "comment_unit", text)])
            seen.add(comment.unit)
        return [(comment.unit, comment.text) for comment in body.comments if comment.text]


class OpenRounds:
    """The open rounds that this process has seen."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[UUID, OpenRound] = {}

    def known(self, round_id: UUID) -> OpenRound | None:
        return self._known.get(round_id)

    def load(self, round_id: UUID) -> OpenRound | None:
        """Read a round; None when there is none or it is not open."""
        with self._database.read() as session:
            found = _read(session, round_id)
        if found is not None:
            self._known[round_id] = found
        return found


def _read(session: Session, round_id: UUID) -> OpenRound | None:
    row = session.get(Round, round_id)
    if row is None or row.state is not RoundState.OPEN:
        return None
    config = load_config(session, round_id)
    template = BallotForm(
        round_id=row.id,
        title=row.title,
        year=row.year,
        number=row.number,
        greeting=row.greeting,
        contact=row.contact,
        demo=row.demo,
        stratum_name="",
        units=[BallotUnit(code=u.code, name=u.name, sequence=u.sequence_name, duties=u.duties) for u in config.units],
        criteria=[BallotCriterion(code=c.code, name=c.name, help=c.help) for c in config.criteria],
        options=[BallotOption(number=o.number, label=o.label, valid=o.valid) for o in config.options],
    )
    forms = {
        stratum.id: template.model_copy(update={"stratum_name": stratum.name}).model_dump_json().encode()
        for stratum in config.strata
    }
    return OpenRound(forms, len(config.units), config.cells, len(config.options))
