from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.bulk_form import BulkForm
from ..models.bulk_target import BulkTarget
from ..models.job_state import JobState
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
    from ..models.bulk_counts import BulkCounts
    from ..models.problem import Problem
    from ..models.progress import Progress


T = TypeVar("T", bound="BulkOut")


@_attrs_define
class BulkOut:
    """A bulk job. Its row results are at `results`."""

    id: UUID
    target: BulkTarget
    """ Kinds of rows. """
    form: BulkForm
    """ One JSON object a line, or a table with the names of fields in its first row. """
    dry_run: bool
    atomic: bool
    state: JobState
    """ queued -> running -> done or failed; a run that was lost leads from running to running. """
    progress: Progress
    """ How far a job is, in units of its kind; `total` 0 means not known yet. """
    counts: BulkCounts
    """ Rows so far, by what became of them. """
    problem: None | Problem
    """ Why the job failed as a whole """
    sha256: str
    """ Of the file as it was unpacked """
    results: str
    """ Where the row results are, as NDJSON """
    created_at: datetime.datetime
    finished_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.bulk_counts import BulkCounts  # noqa: PLC0415
        from ..models.problem import Problem  # noqa: PLC0415
        from ..models.progress import Progress  # noqa: PLC0415

        id = str(self.id)

        target = self.target.value

        form = self.form.value

        dry_run = self.dry_run

        atomic = self.atomic

        state = self.state.value

        progress = self.progress.to_dict()

        counts = self.counts.to_dict()

        problem: dict[str, Any] | None
        if isinstance(self.problem, Problem):
            problem = self.problem.to_dict()
        else:
            problem = self.problem

        sha256 = self.sha256

        results = self.results

        created_at = self.created_at.isoformat()

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "target": target,
                "form": form,
                "dry_run": dry_run,
                "atomic": atomic,
                "state": state,
                "progress": progress,
                "counts": counts,
                "problem": problem,
                "sha256": sha256,
                "results": results,
                "created_at": created_at,
                "finished_at": finished_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bulk_counts import BulkCounts  # noqa: PLC0415
        from ..models.problem import Problem  # noqa: PLC0415
        from ..models.progress import Progress  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        target = BulkTarget(d.pop("target"))

        form = BulkForm(d.pop("form"))

        dry_run = d.pop("dry_run")

        atomic = d.pop("atomic")

        state = JobState(d.pop("state"))

        progress = Progress.from_dict(d.pop("progress"))

        counts = BulkCounts.from_dict(d.pop("counts"))

        def _parse_problem(data: object) -> None | Problem:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                problem_type_0 = Problem.from_dict(data)

                return problem_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Problem, data)

        problem = _parse_problem(d.pop("problem"))

        sha256 = d.pop("sha256")

        results = d.pop("results")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        bulk_out = cls(
            id=id,
            target=target,
            form=form,
            dry_run=dry_run,
            atomic=atomic,
            state=state,
            progress=progress,
            counts=counts,
            problem=problem,
            sha256=sha256,
            results=results,
            created_at=created_at,
            finished_at=finished_at,
        )

        bulk_out.additional_properties = d
        return bulk_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
