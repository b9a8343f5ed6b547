"""Labour: who worked how long on an order."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import people
from assets.database import UNLOADED, alongside, moment_of, stored
from assets.errors import Missing, Refused
from assets.inventory import documents
from assets.inventory.register import FOLLOWERS
from assets.maintenance.orders import TO_DO, State, WorkOrder
from assets.money import Currency, Money
from assets.people import Person
from assets.rights import Guarded, Permission

LONGEST = 24 * 60


class Labour(Guarded, table=True):
    """So many minutes of one person on one day."""

    order_id: UUID = Field(foreign_key="work_order.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    day: date
    minutes: int
    rate_minor: int | None = Field(default=None, sa_type=BigInteger)  # an hour
    rate_currency: Currency | None = Field(default=None, sa_type=stored(Currency))

    person: Person = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def label(self) -> str:
        return str(self.minutes)

    @property
    def rate(self) -> Money | None:
        return Money.known(self.rate_minor, self.rate_currency)


FOLLOWERS.append(
    lambda asset: (
        select(Labour)
        .join(WorkOrder, col(WorkOrder.id) == col(Labour.order_id))
        .where(col(WorkOrder.asset_id) == asset.id, col(WorkOrder.state).in_(TO_DO))
    )
)


def add(
    session: Session,
    order: WorkOrder,
    person: Person,
    day: date,
    minutes: int,
    rate: Money | None = None,
) -> Labour:
    """She worked so long on it that day. The history tells it with the order."""
    _must_be_open(order)
    if not 1 <= minutes <= LONGEST:
        raise Refused(
            "Write the minutes of one day, {most} at most.", most=LONGEST, field="minutes"
        )
    if day > moment_of(session).date() + timedelta(1):
        raise Refused("{day} has not come yet.", day=day, field="day")
    if not people.rights_of(session, person).may(Permission.ORDERS_DO, order):
        raise Refused("{name} may do no work there.", name=person.name, field="person")
    worked = Labour(
        id=documents.beside(order.id),
        order_id=order.id,
        person_id=person.id,
        site_id=order.site_id,
        partner_id=order.partner_id,
        day=day,
        minutes=minutes,
        rate_minor=rate.minor if rate else None,
        rate_currency=rate.currency if rate else None,
    )
    session.add(worked)
    return worked


def take_away(session: Session, order: WorkOrder, key: UUID) -> None:
    """It was written down by mistake."""
    _must_be_open(order)
    worked = session.get(Labour, key)
    if worked is None or worked.order_id != order.id:
        raise Missing("There is no such time.")
    session.delete(worked)


def _must_be_open(order: WorkOrder) -> None:
    if order.state is State.CLOSED:
        raise Refused(
            "{number} is {state} and stays as it is.", number=order.number, state=order.state
        )


def of_order(order: WorkOrder) -> SelectOfScalar[Labour]:
    """Who worked on it, in the order of the days."""
    own = select(Labour).where(Labour.order_id == order.id)
    return own.options(*alongside(Labour.person)).order_by(col(Labour.day), col(Labour.id))
