"""The command `pingyi verify`: the record, the ballots, and published results."""

import runpy
import sys
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
from sqlalchemy import select
from typer.core import TyperGroup

from backend.audit.outside import NoCheckpoints, file_marks, printed_mark
from backend.audit.verify import Mark
from backend.audit.witness import WitnessError, is_acknowledged, read_witness
from backend.auditing.checking import check
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import KeyFileError, load_keys
from backend.core.text import Text
from backend.migrating import SchemaMismatch, require_current
from backend.results.checking import CHECKED, altered
from backend.rounds.models import Round, RoundState

VERIFIER: Final = Path(__file__).parents[1] / "verify" / "pingyi_verify.py"
FAULTS_SHOWN: Final = 20


class _Verify(TyperGroup):
    """`pingyi verify FILE` is short for `pingyi verify results FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["results", *args]
        return super().parse_args(ctx, args)


verify_app = typer.Typer(no_args_is_help=True, cls=_Verify, help="Check the record, the ballots, or published results.")


def _fail(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


@verify_app.command("results")
def verify_results(
    public: Annotated[Path, typer.Argument(help="Public file of a version")],
    sealed: Annotated[
        Path | None, typer.Option(help="Sealed file of the same version: everything is computed again")
    ] = None,
    key_id: Annotated[str | None, typer.Option(help="Key id as printed in the bulletin")] = None,
) -> None:
    """Check published results, by the script that anybody else has (verify/pingyi_verify.py)."""
    if not VERIFIER.exists():
        _fail(f"没有核验程序 {VERIFIER} / the verifier is missing")
    options = {"--sealed": sealed, "--key-id": key_id}
    given = [str(part) for name, value in options.items() if value is not None for part in (name, value)]
    sys.argv = [str(VERIFIER), str(public), *given]
    runpy.run_path(str(VERIFIER), run_name="__main__")


@verify_app.command("audit")
def verify_audit(
    checkpoints: Annotated[
        Path | None, typer.Option(help="File of checkpoints that was kept outside, from /api/v1/public/checkpoints")
    ] = None,
    checkpoint: Annotated[list[str] | None, typer.Option(help="Number and code as printed, SEQ:CODE")] = None,
) -> None:
    """Verify the record: its chain, the events of complaints, the checkpoints of the database, of witness.json and those given."""
    settings = Settings()
    try:
        keys = load_keys(settings.keys_path)
    except KeyFileError as problem:
        _fail(str(problem))
    database = Database(settings.database)  # only read, so that the program may go on running
    try:
        require_current(database)
        given, unsigned = file_marks(keys, checkpoints) if checkpoints is not None else ([], [])
        given += [printed_mark(typed) for typed in checkpoint or ()]
        witness = read_witness(settings.witness_path)
        with database.read() as session:
            if witness is not None and not is_acknowledged(session, witness):
                given.append(Mark(witness.seq, witness.hash, Text("witness.json", "witness.json")))
        report, faults = check(database, keys, given, unsigned)
    except (SchemaMismatch, NoCheckpoints, WitnessError) as problem:
        _fail(str(problem))
    finally:
        database.close()
    for fault in faults[:FAULTS_SHOWN]:
        typer.echo(f"第 {fault.seq} 条：{fault.reason.zh} / event {fault.seq}: {fault.reason.en}", err=True)
    if faults:
        _fail(f"审计记录有问题，共 {len(faults)} 处 / the record is not sound: {len(faults)} findings")
    typer.echo(
        f"审计记录完好：{report.events} 条，存证点 {report.marks} 个，末条摘要 {report.head}\n"
        f"The record is sound: {report.events} events, {report.marks} checkpoints; hash of the last above."
    )
    if not report.marks:
        typer.echo(
            "没有可供比对的存证点：整条记录如被从头改写，这里看不出来。请用 --checkpoints 或 --checkpoint 提供。\n"
            "No checkpoint was compared: a record that was computed anew as a whole would not be noticed. Give one with"
            " --checkpoints or --checkpoint.",
            err=True,
        )


@verify_app.command("ballots")
def verify_ballots() -> None:
    """Check that codes, sheets, sums and the record fit together in every round; of published ones only the sums."""
    database = Database(Settings().database)  # reads only, so beside the running program, too
    wrong = False
    with database.read() as session:
        for row in session.scalars(
            select(Round).where(Round.state.in_((*CHECKED, RoundState.PUBLISHED))).order_by(Round.year, Round.number)
        ):
            problems = altered(session, row)
            wrong |= bool(problems)
            typer.echo(f"{row.year}-{row.number} {row.title}: {'不一致 / altered' if problems else '一致 / sound'}")
            for text in problems:
                typer.echo(f"  {text.zh}\n  {text.en}")
    database.close()
    if wrong:
        raise typer.Exit(1)
