"""Numbers of attachments: one for each file of a case and each copy that a unit got, never given again."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from backend.complaints.attachments.models import CaseAttachment
from tests.complaints.at_centre import Office
from tests.complaints.with_files import at, files_of, in_hand, release, sent
from tests.files.samples import jpg


def test_the_number_of_a_copy_that_was_taken_back_is_not_given_again(office: Office) -> None:
    case_id, code, order = in_hand(office)
    for name in ("一.jpg", "二.jpg"):
        sent(office, code, name, jpg(40 + len(files_of(office, case_id))))
    first, second = files_of(office, case_id)
    release(office, case_id, first, order)
    assert office.ask("lead", "DELETE", at(case_id, first, f"/releases/{order['id']}")).status_code == 200
    release(office, case_id, second, order)
    release(office, case_id, first, order)
    assert [file["title"] for file in office.order()["attachments"]] == ["附件2", "附件3"]


def test_the_number_of_a_file_in_its_case_is_its_own(office: Office) -> None:
    case_id, code, _ = in_hand(office)
    for number in range(2):
        sent(office, code, f"{number}.jpg", jpg(40 + number))
    assert [file["title"] for file in files_of(office, case_id)] == ["附件1", "附件2"]
    with pytest.raises(IntegrityError), office.centre.database.write() as session:
        session.execute(update(CaseAttachment).values(number=1))
