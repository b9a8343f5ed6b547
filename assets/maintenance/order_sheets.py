"""What the sheet of an order says: the work, its checklist or its stops, the parts and the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from assets.errors import Missing, Refused
from assets.inventory import catalogue
from assets.inventory.places import Place
from assets.maintenance import answers, inbox, labour, stock
from assets.maintenance.answers import Answer
from assets.maintenance.faults import Fault
from assets.maintenance.labour import Labour
from assets.maintenance.orders import WorkOrder
from assets.maintenance.rounds import Stop
from assets.maintenance.spares import StockMove
from assets.maintenance.steps import Step
from assets.rights import Rights


@dataclass(frozen=True)
class Sheet:
    """One order as it is taken along, or as it was done."""

    order: WorkOrder
    site: Place
    made: str = ""  # the model of its thing, with who makes it
    steps: Sequence[Step] = ()
    given: Mapping[str, Answer] = field(default_factory=dict)
    stops: Sequence[Stop] = ()
    used: Sequence[StockMove] = ()
    worked: Sequence[Labour] = ()
    faults: Sequence[Fault] = ()


def sheet(session: Session, order: WorkOrder, seen_by: Rights) -> Sheet:
    """The order with all that its sheet says. It has its thing, or its place, at hand."""
    stops = answers.stops(session, order)
    return Sheet(
        order,
        session.get_one(Place, order.site_id),
        made=_made(session, order),
        steps=() if stops else _steps(session, order),
        given=answers.given(session, order),
        stops=stops,
        used=stock.used_by(session, order),
        worked=session.exec(labour.of_order(order)).all(),
        faults=inbox.of_order(session, order, seen_by),
    )


def _made(session: Session, order: WorkOrder) -> str:
    if order.asset is None or order.asset.model_id is None:
        return ""
    model = catalogue.model(session, order.asset.model_id)
    return f"{model.maker.name} {model.name}"


def _steps(session: Session, order: WorkOrder) -> Sequence[Step]:
    try:
        return answers.version_of(session, order).asked
    except (Missing, Refused):
        return ()
