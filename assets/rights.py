"""Who may do what, and where: one table says role by verb, one value says what a person holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_, true
from sqlmodel import Field, col

from assets.database import Record
from assets.errors import Forbidden
from assets.words import N_, Worded


class Permission(StrEnum):
    """One thing a person may do, named `<records>:<verb>`."""

    ASSETS_SEE = "assets:see"
    ASSETS_REGISTER = "assets:register"
    ASSETS_EDIT = "assets:edit"
    ASSETS_MOVE = "assets:move"
    ASSETS_STATE = "assets:state"
    ASSETS_CONDITION = "assets:condition"
    ASSETS_IMPORT = "assets:import"
    PLACES_SEE = "places:see"
    PLACES_KEEP = "places:keep"
    SITES_OPEN = "sites:open"
    CATALOGUE_SEE = "catalogue:see"
    CATALOGUE_KEEP = "catalogue:keep"
    DOCUMENTS_SEE = "documents:see"
    DOCUMENTS_KEEP = "documents:keep"
    VIEWS_SHARE = "views:share"
    LABELS_SEE = "labels:see"
    LABELS_PRINT = "labels:print"
    PLANS_SEE = "plans:see"
    PLANS_KEEP = "plans:keep"
    ORDERS_SEE = "orders:see"
    ORDERS_DO = "orders:do"
    ORDERS_VERIFY = "orders:verify"
    FAULTS_SEE = "faults:see"
    FAULTS_HANDLE = "faults:handle"
    PROCUREMENT_SEE = "procurement:see"
    PROCUREMENT_KEEP = "procurement:keep"
    TRAIL_SEE = "trail:see"
    PEOPLE_SEE = "people:see"
    PEOPLE_KEEP = "people:keep"


class Role(Worded):
    """What a person is at a site, at a partner, or everywhere."""

    VIEWER = "viewer", N_("Viewer")
    TECHNICIAN = "technician", N_("Technician")
    SITE_MANAGER = "site_manager", N_("Site manager")
    PROCUREMENT_OFFICER = "procurement_officer", N_("Procurement officer")
    AUDITOR = "auditor", N_("Auditor")
    ADMINISTRATOR = "administrator", N_("Administrator")


P = Permission
_SEES = frozenset({
    P.ASSETS_SEE, P.PLACES_SEE, P.CATALOGUE_SEE, P.LABELS_SEE, P.PLANS_SEE, P.ORDERS_SEE,
    P.PROCUREMENT_SEE, P.DOCUMENTS_SEE, P.FAULTS_SEE,
})  # fmt: skip
_WORKS = frozenset({
    P.ASSETS_MOVE, P.ASSETS_CONDITION, P.LABELS_PRINT, P.ORDERS_DO, P.DOCUMENTS_KEEP,
    P.FAULTS_HANDLE,
})  # fmt: skip
_KEEPS = frozenset({
    P.ASSETS_REGISTER, P.ASSETS_EDIT, P.ASSETS_STATE, P.ASSETS_IMPORT, P.DOCUMENTS_KEEP,
    P.VIEWS_SHARE,
})  # fmt: skip

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _SEES,
    Role.TECHNICIAN: _SEES | _WORKS,
    Role.SITE_MANAGER: _SEES
    | _WORKS
    | _KEEPS
    | {P.PLACES_KEEP, P.PLANS_KEEP, P.ORDERS_VERIFY, P.CATALOGUE_KEEP, P.TRAIL_SEE},
    Role.PROCUREMENT_OFFICER: _SEES
    | _KEEPS
    | {P.LABELS_PRINT, P.PROCUREMENT_KEEP, P.CATALOGUE_KEEP},
    Role.AUDITOR: _SEES | {P.TRAIL_SEE, P.PEOPLE_SEE},
    Role.ADMINISTRATOR: frozenset(Permission),
}


class Guarded(Record):
    """A record that belongs to a site, to a partner or to both, and is seen through them."""

    site_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    partner_id: UUID | None = Field(default=None, foreign_key="partner.id", index=True)


Held = Mapping[UUID, frozenset[Permission]]


@dataclass(frozen=True)
class Rights:
    """What one person may do everywhere, at which sites and for which partners."""

    everywhere: frozenset[Permission] = frozenset()
    at_sites: Held = field(default_factory=dict)
    at_partners: Held = field(default_factory=dict)

    def may(self, permission: Permission, at: Guarded | None = None) -> bool:
        """Whether this person may do it to `at`; without `at`, to anything at all."""
        if permission in self.everywhere:
            return True
        if at is None:
            held = (*self.at_sites.values(), *self.at_partners.values())
            return any(permission in each for each in held)
        here = self.at_sites.get(at.site_id, frozenset()) if at.site_id else frozenset()
        ours = self.at_partners.get(at.partner_id, frozenset()) if at.partner_id else frozenset()
        return permission in here or permission in ours

    def must(self, permission: Permission, at: Guarded | None = None) -> None:
        if not self.may(permission, at):
            raise Forbidden("You may not do that here.")

    def may_for(self, permission: Permission, partners: Iterable[UUID] | None = None) -> bool:
        """Whether this person may do it for one of `partners`; without them, for any at all."""
        held = self.partners(permission)
        asked = held if partners is None else set(held).intersection(partners)
        return permission in self.everywhere or bool(asked)

    def must_for(self, permission: Permission, partners: Iterable[UUID] | None = None) -> None:
        if not self.may_for(permission, partners):
            raise Forbidden("You may not do that here.")

    def sites(self, permission: Permission) -> list[UUID]:
        return [site for site, held in self.at_sites.items() if permission in held]

    def partners(self, permission: Permission) -> list[UUID]:
        return [partner for partner, held in self.at_partners.items() if permission in held]

    def where(
        self, permission: Permission, table: Any, *, leading: bool = True
    ) -> ColumnElement[bool]:
        """The rows of `table` (site_id, partner_id) to which this permission reaches.

        Not `leading`, it only looks at rows to which another index leads.
        """
        if permission in self.everywhere:
            return true()
        reached = []
        if sites := self.sites(permission):
            reached.append(_among(col(table.site_id), sites, leading=leading))
        if partners := self.partners(permission):
            reached.append(_among(col(table.partner_id), partners, leading=leading))
        return or_(*reached) if reached else false()


def _among(column: Any, keys: list[UUID], *, leading: bool) -> ColumnElement[bool]:
    """Whether it is one of these."""
    if len(keys) == 1 and leading:
        return column == keys[0]  # type: ignore[no-any-return]
    # Several sites hold most of the register: an index on them would lead away from the one that
    # has the order of the list, and every row would have to be sorted. So no index sees this.
    return func.coalesce(column, None).in_(keys)


# The rights of the timetable, of the command line and of the demonstration.
EVERYTHING = Rights(everywhere=frozenset(Permission))
