"""Milestones: the dated steps of a lot, as planned, as expected now, and as they happened."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assets import workdays
from assets.database import UNLOADED, alongside, apart
from assets.errors import Missing, Refused
from assets.procurement.dependencies import Free
from assets.procurement.lots import Lot
from assets.procurement.stages import Stage
from assets.rights import Guarded, Permission, Rights
from assets.trail import derived
from assets.words import Words


class Milestone(Guarded, table=True):
    """One stage of one lot. The baseline is what was approved, the forecast what is believed."""

    __table_args__ = (UniqueConstraint("lot_id", "stage_id", "nth"),)

    lot_id: UUID = Field(foreign_key="lot.id")
    stage_id: UUID = Field(foreign_key="stage.id", index=True)
    nth: int = 1
    # Which one it is, as people call it, where a stage comes more than once: "50 %".
    detail: str = Field(default="", max_length=80)
    # "ROHU00627-L03 delivery", for the history.
    label: str = Field(default="", max_length=100, sa_column_kwargs=derived())
    baseline_on: date
    forecast_on: date
    actual_on: date | None = None
    note: str = Field(default="", max_length=1000)
    responsible_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)

    stage: Stage = Relationship(sa_relationship_kwargs=UNLOADED)

    @property
    def code(self) -> str:
        """The stage, and which time it is when a stage comes more than once."""
        return self.stage.code if self.nth == 1 else f"{self.stage.code}-{self.nth}"

    @property
    def names(self) -> Words:
        """The stage, and which one: Progress certificate 50 %."""
        if not self.detail:
            return self.stage.names
        return Words(*(f"{name} {self.detail}".strip() for name in self.stage.names))

    @property
    def turn(self) -> tuple[int, int]:
        """Where it comes among the milestones of its lot."""
        return self.stage.position, self.nth

    @property
    def met(self) -> bool:
        return self.actual_on is not None

    @property
    def expected_on(self) -> date:
        """When it happened, or else when it is believed to happen."""
        return self.actual_on or self.forecast_on

    @property
    def slip_days(self) -> int:
        """How many days later than planned; below zero, earlier."""
        return (self.expected_on - self.baseline_on).days

    def late(self, on: date) -> bool:
        """Whether its day has passed and nothing has happened."""
        return not self.met and self.forecast_on < on

    def forecast(self, to: date, reason: str) -> None:
        """Expect it on another day. The plan stays, and so the slip shows."""
        self._must_be_open()
        if not reason.strip():
            raise Refused("Say why the day changes.", field="reason")
        self.forecast_on, self.note = to, reason.strip()

    def meet(self, on: date, today: date, note: str = "") -> None:
        """It happened."""
        self._must_be_open()
        if on > today:
            raise Refused(
                "{day} has not come yet. If you expect it then, change the forecast.",
                day=on,
                field="on",
            )
        self.actual_on, self.note = on, note.strip() or self.note

    def _must_be_open(self) -> None:
        if self.actual_on is not None:
            raise Refused(
                "“{stage}” was met on {day} and stays so.",
                stage=self.names,
                day=self.actual_on,
            )


def plan_lot(session: Session, lot: Lot, start: date, chosen: Sequence[Stage]) -> list[Milestone]:
    """Lay a milestone for each stage, the first on `start`, the others by their usual days."""
    if session.exec(of_lots([lot.id]).limit(1)).first():
        raise Refused("{lot} has its milestones already.", lot=lot.number)
    free = workdays.calendar(session, lot.partner.country)
    laid: dict[str, date] = {}
    day = start
    for stage in chosen:
        counted_from = laid.get(stage.after, day)
        on = _after(stage, lot, counted_from, free) if laid else start
        laid[stage.code] = on
        day = day if stage.after else on
    milestones = [_laid(lot, stage, laid[stage.code]) for stage in chosen]
    session.add_all(milestones)
    session.flush()
    return milestones


def _after(stage: Stage, lot: Lot, day: date, free: Free) -> date:
    """The day on which a stage is over that begins on `day` and takes what it usually does."""
    country = lot.partner.country
    days = stage.days_for(lot.kind, country)
    if stage.working_in(country):
        return workdays.later(free, day, days)
    return day + timedelta(days)


def add(session: Session, lot: Lot, stage: Stage, on: date, detail: str = "") -> Milestone:
    """One more milestone, for a stage that comes only now and then, or comes again."""
    same = select(Milestone.nth).where(Milestone.lot_id == lot.id, Milestone.stage_id == stage.id)
    nth = max(session.exec(same).all(), default=0) + 1
    if nth > 1 and not stage.repeatable:
        raise Refused("{lot} has “{stage}” already.", lot=lot.number, stage=stage.names)
    milestone = _laid(lot, stage, on, nth)
    milestone.detail = detail
    session.add(milestone)
    session.flush()
    return milestone


def replan(lot: Lot, milestone: Milestone, on: date) -> None:
    """Plan it for another day, while the plan is not approved."""
    if lot.baseline_approved_on:
        raise Refused(
            "The plan of {lot} was approved on {day} and stays. Change the forecast instead.",
            lot=lot.number,
            day=lot.baseline_approved_on,
            field="on",
        )
    milestone.baseline_on = milestone.forecast_on = on


def approve_baseline(session: Session, lot: Lot, on: date) -> None:
    """From now on the plan stays as it is, and everything is measured against it."""
    if lot.baseline_approved_on:
        raise Refused(
            "The plan of {lot} was approved on {day}.",
            lot=lot.number,
            day=lot.baseline_approved_on,
        )
    if session.exec(of_lots([lot.id]).limit(1)).first() is None:
        raise Refused("{lot} has no milestones to approve yet.", lot=lot.number)
    lot.baseline_approved_on = on


def seen(session: Session, key: UUID, seen_by: Rights) -> Milestone:
    """The milestone with this id, if she may see it."""
    asked = select(Milestone).where(
        Milestone.id == key, seen_by.where(Permission.PROCUREMENT_SEE, Milestone)
    )
    found = session.exec(asked.options(*alongside(Milestone.stage))).first()
    if found is None:
        raise Missing("There is no such milestone.")
    return found


def lot_of(session: Session, milestone: Milestone) -> str:
    """The number of the lot that it is a step of."""
    return session.exec(select(Lot.number).where(Lot.id == milestone.lot_id)).one()


def of_lots(keys: Iterable[UUID]) -> SelectOfScalar[Milestone]:
    """The milestones of these lots with their stages, in the order of the stages."""
    rows = select(Milestone).join(Stage, col(Stage.id) == col(Milestone.stage_id))
    order = (col(Stage.position), col(Milestone.nth), col(Milestone.id))
    return (
        rows.where(col(Milestone.lot_id).in_(list(keys)))
        .options(*apart(Milestone.stage))
        .order_by(*order)
    )


def _laid(lot: Lot, stage: Stage, on: date, nth: int = 1) -> Milestone:
    milestone = Milestone(
        lot_id=lot.id,
        stage_id=stage.id,
        nth=nth,
        site_id=lot.site_id,
        partner_id=lot.partner_id,
        baseline_on=on,
        forecast_on=on,
    )
    milestone.stage = stage
    milestone.label = f"{lot.number} {milestone.code}"
    return milestone
