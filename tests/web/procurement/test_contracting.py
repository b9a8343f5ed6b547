from tests.builders import a_lot


def test_a_project_is_taken_away_as_open_contracting_data(administrator, session):
    lot = a_lot(session)

    page = administrator.get(f"/procurement/projects/{lot.project.code}/ocds.json")

    assert page.headers["content-disposition"] == 'attachment; filename="ocds-ROHU00627.json"'
    assert [each["tender"]["title"] for each in page.json()["releases"]] == ["Treadmills"]
