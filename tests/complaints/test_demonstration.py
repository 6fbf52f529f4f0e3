"""What the demonstration shows of complaints goes the way that everything goes."""

from backend.core import clock
from backend.demo.complaints import send_picture
from tests.complaints.at_centre import Office
from tests.complaints.with_files import at, files_of

PNG = b"\x89PNG"


def test_its_picture_is_sealed_cleaned_and_shown_with_its_case(office: Office) -> None:
    centre, store = office.centre, office.client.app.state.files
    case_id, _ = centre.register()
    with centre.database.read() as session:
        now = clock.now(session)
    send_picture(centre.database, centre.keys, store, case_id, now)
    (shown,) = files_of(office, case_id)
    assert (shown["source"], shown["kind"], shown["state"], shown["has_copy"]) == ("filing", "png", "ready", True)
    assert office.ask("lead", "GET", at(case_id, shown, "/copy")).content.startswith(PNG)
    keys = [file.key for file in store.kept()]
    assert len(keys) == 2, "the original and its copy"
    for key in keys:
        with store.open(key) as sealed:
            assert PNG not in sealed.read()
