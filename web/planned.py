"""A new plan, on what it is written for: a thing, a kind of thing, a model, a place or a round."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import Session

from assets.errors import No, Refused
from assets.inventory import catalogue, places, register
from assets.inventory.catalogue import EquipmentType, Model
from assets.inventory.places import Place
from assets.inventory.register import Asset
from assets.maintenance import inheritance, plans, routes
from assets.maintenance.plans import MaintenancePlan
from assets.maintenance.terms import Terms
from assets.rights import Permission, Rights
from web import forms
from web.forms import Day, Form
from web.planning import Writing


class NewPlan(Writing):
    """A new plan, and what it is on."""

    asset: str = ""
    type: str = ""
    model: UUID | None = None
    place: str = ""
    in_rounds: bool = False
    stops: str = ""
    first_on: Day | None = None
    plan: str = ""  # that is being changed instead, where only its next times are asked for


@dataclass(frozen=True)
class Subject:
    """What a plan is written for."""

    asset: Asset | None = None
    kind_named: EquipmentType | None = None
    model: Model | None = None
    place: Place | None = None

    @classmethod
    def of(cls, plan: MaintenancePlan) -> "Subject":
        return cls(plan.asset, plan.type, plan.model, plan.place)

    @property
    def where(self) -> Asset | Place | None:
        """Whose calendar holds."""
        return self.asset or self.place

    @property
    def kind(self) -> EquipmentType | None:
        """The kind of equipment that the catalogue gives advice for."""
        return self.asset.type if self.asset else self.kind_named


def _asked(request: Request) -> Form[NewPlan]:
    asked = request.query_params
    many = {name: asked.getlist(name) for name in ("level_nth", "level_title", "level_checklist")}
    values = {name: asked[name] for name in NewPlan.model_fields if name in asked}
    return forms.understood(NewPlan, values | many, request.state.language)


# What the address says of a plan that is being written.
TheAskedPlan = Annotated[Form[NewPlan], Depends(_asked)]


def subject(session: Session, rights: Rights, said: Any) -> Subject:
    """What these words mean. Raises a no for what does not exist."""
    return Subject(
        register.tagged(session, said.asset, rights) if said.asset else None,
        catalogue.type_called(session, said.type) if said.type else None,
        catalogue.model(session, said.model) if said.model else None,
        places.called(session, said.place, rights) if said.place else None,
    )


def written_for(session: Session, rights: Rights, form: Form[NewPlan]) -> Subject:
    """What a form is about, as far as that can be told."""
    try:
        said = {name: form.values.get(name) for name in ("asset", "type", "place")}
        model = UUID(str(form.values["model"])) if form.values.get("model") else None
        return subject(session, rights, SimpleNamespace(model=model, **said))
    except (No, ValueError):
        return Subject()


def added(session: Session, rights: Rights, said: Any, terms: Terms, on: date) -> MaintenancePlan:
    """The plan that was asked for, by somebody who may keep plans there."""
    meant = subject(session, rights, said)
    if meant.asset:
        rights.must(Permission.PLANS_KEEP, meant.asset)
        return plans.add(session, meant.asset, terms, said.first_on or on)
    if meant.place:
        rights.must(Permission.PLANS_KEEP, meant.place)
        return _in_place(session, rights, said, terms, meant, on)
    what = meant.kind_named or meant.model
    if what is None:
        raise Refused("Name the thing, or the kind of thing.", field="asset")
    rights.must(Permission.CATALOGUE_KEEP)
    return inheritance.add(session, what, terms, on)


def _in_place(
    session: Session, rights: Rights, said: Any, terms: Terms, meant: Subject, on: date
) -> MaintenancePlan:
    assert meant.place
    tags = said.stops.replace(",", " ").split()
    if not said.in_rounds and not tags:
        return inheritance.add(session, meant.place, terms, on, meant.kind_named)
    plan = inheritance.add_round(session, meant.place, terms, said.first_on or on, meant.kind_named)
    things = [register.tagged(session, tag, rights) for tag in dict.fromkeys(tags)]
    if things:
        routes.arrange(session, plan, things)
    return plan
