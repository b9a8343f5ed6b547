"""Which index leads to what a list of things is asked for."""

import pytest
from sqlalchemy import event

from assets.inventory import finding, suppliers
from assets.inventory.finding import Wanted
from assets.inventory.register import State
from assets.listing import Cut
from assets.people import rights_of
from assets.rights import Role
from tests.builders import DAY, a_model, a_person, a_site, committed


@pytest.mark.sqlite
def test_few_things_lead_to_themselves_and_no_whole_site_is_gone_through(session):
    lovrin = a_site(session)
    ana = a_person(session, Role.TECHNICIAN, lovrin)
    model, acme = a_model(session), committed(session, suppliers.named(session, "Acme"))
    rights, asked, leads = rights_of(session, ana), [], []
    listen = (session.get_bind().engine, "before_cursor_execute")

    def hear(_connection, _cursor, statement, values, *_):
        asked.append((statement, values))

    few = {"model": model, "supplier": acme, "lot_number": "L1", "custodian": ana}
    for name, value in few.items():
        wanted = Wanted(site=lovrin, state=State.IN_USE, **{name: value})
        event.listen(*listen, hear)
        finding.listed(session, wanted, DAY, Cut(), rights)
        event.remove(*listen, hear)
        statement, values = asked[0]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        leads.append(plan.all()[0][3])
        asked.clear()

    columns = ("model_id", "supplier_id", "lot_number", "custodian_id")
    assert [each.split("ix_asset_")[1] for each in leads] == [
        f"{column}_name_key_id ({column}=?)" for column in columns
    ]
