"""The list of the things: what is looked for, in which columns, page by page."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi.responses import Response

from assets.inventory import finding, scans
from assets.inventory.catalogue import DeviceClass
from assets.listing import PageOf
from assets.money import Money
from assets.rights import Permission
from assets.words import N_
from web import chosen, custom_fields, views
from web.access import Db, MyRights, Today, may
from web.doors import pages
from web.filters import ASSETS, Asked, TheAsked
from web.page import Page, PageFor

router = pages(ASSETS)

MOST_COUNTED = 1000
MOST_FOUND = 100  # by a search, where each takes longer to find

# What a list can show beside the name, and what it shows unless somebody chooses.
COLUMNS = {
    "model": N_("Model"),
    "tag": N_("Tag"),
    "site": N_("Site"),
    "place": N_("Place"),
    "condition": N_("Condition"),
    "state": N_("State"),
    "due_on": N_("Next duty"),
    "serial_number": N_("Serial number"),
    "inventory_number": N_("Inventory number"),
    "external_ref": N_("Number in another system"),
    "udi_di": N_("UDI-DI"),
    "emdn": N_("EMDN code"),
    "mdr_class": N_("MDR class"),
    "basis": N_("Regulatory basis"),
    "protection_class": N_("Protection class"),
    "applied_part": N_("Applied part"),
    "power": N_("Power"),
    "batch_number": N_("Batch"),
    "expires_on": N_("Expires on"),
    "software_version": N_("Software version"),
    "owner": N_("Owner"),
    "department": N_("Department"),
    "custodian": N_("Custodian"),
    "part_of": N_("Part of"),
    "waits_for": N_("Waits for"),
    "lot_number": N_("Lot"),
    "supplier": N_("Supplier"),
    "price": N_("Price"),
    "vat": N_("VAT"),
    "funding_source": N_("Paid from"),
    "account": N_("Account"),
    "class_code": N_("Classification code"),
    "acquired_on": N_("Acquired on"),
    "accepted_on": N_("Accepted on"),
    "in_use_on": N_("In use since"),
    "warranty_until": N_("Warranty until"),
    "service_provider": N_("Service firm"),
    "service_until": N_("Serviced until"),
    "replace_on": N_("Replace by"),
    "verified_on": N_("Last looked for"),
    "verified_found": N_("Found"),
}
# What one column is read from, where it is not called so itself.
READ = {"price": ("price_minor", "price_currency"), "vat": ("vat_minor", "price_currency")}
OUTCOMES = {True: N_("Seen"), False: N_("Not found")}
USUAL = ("model", "tag", "place", "condition", "state", "due_on")
ALWAYS = ("name", "tag", "state", "condition", "maker", "model")  # what every row is drawn with
DAYS = frozenset({name for name in COLUMNS if name.endswith(("_on", "_until"))} - {"due_on"})


@router.get("", dependencies=[may(Permission.ASSETS_SEE)])
def index(page: Page, db: Db, rights: MyRights, today: Today, asked: TheAsked) -> Response:
    if there := asked.search and scans.opened(db, asked.search, rights):
        return page.sent_to(there)
    settled, own_form = custom_fields.settled(db, asked, USUAL)
    if settled:
        return page.sent_to(settled)
    own = custom_fields.in_list(db, page, asked, own_form)
    all_columns = _captions(page, own["own"])
    columns = _shown(asked, all_columns)
    wanted = replace(asked.wanted(db, rights), fields=_read(columns))
    cut = replace(asked.cut, count_to=MOST_FOUND) if asked.search else asked.cut
    found = finding.listed(db, wanted, today, cut, rights)
    return page.render(
        "inventory/register/index.html",
        block="found",
        asked=asked,
        found=found,
        neighbours=asked.neighbours(ASSETS, found),
        counted=_counted(page, found, partial(finding.counted, db, wanted, today, rights)),
        choices=chosen.choices(db, page, asked, wanted),
        chips=chosen.chips(db, page, ASSETS, asked, wanted),
        columns=columns,
        all_columns=all_columns,
        days=DAYS,
        cell=partial(_cell, page),
        **own,
        **views.of_list(page, db),
    )


def _captions(page: PageFor, own: dict[str, Any]) -> list[tuple[str, str]]:
    """Every column that this list can show, with what stands above it."""
    said = {name: page.say(label) for name, label in COLUMNS.items()}
    return [*said.items(), *((name, page.said(field.names)) for name, field in own.items())]


def _shown(asked: Asked, columns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that are asked for, or the usual ones."""
    names = {*asked.columns} & {name for name, _ in columns} or {*USUAL}
    return [(name, label) for name, label in columns if name in names]


def _read(columns: list[tuple[str, str]]) -> tuple[str, ...]:
    """What the query reads for these columns; the custom fields are all in one."""
    names = [name if name in COLUMNS else "extra" for name, _ in columns]
    read = [each for name in names for each in READ.get(name, (name,))]
    return tuple(dict.fromkeys((*ALWAYS, *read)))


def _cell(page: PageFor, row: Any, name: str) -> str:
    """What a row says in this column, in the reader's words."""
    if name in READ:
        return page.said(Money.known(*(getattr(row, each) for each in READ[name])))
    value = getattr(row, name)
    if name == "verified_found":
        return "" if value is None else page.say(OUTCOMES[value])
    if name == "mdr_class" and value in set(DeviceClass):
        return page.said(DeviceClass(value))
    return page.said(value)


def _counted(page: PageFor, found: PageOf, count: Callable[..., int]) -> str:
    """How many there are, in words; beyond some hundreds nobody counts to the end."""
    shown = len(found.rows)
    most = MOST_FOUND if page.search else MOST_COUNTED
    counted = count(most=most) if found.counted is None else found.counted
    if counted > most:
        return page.say(N_("{shown} of more than {count}"), shown=shown, count=most)
    return page.say(N_("{shown} of {count}"), shown=shown, count=counted)
