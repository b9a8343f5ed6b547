"""Bringing a list in, as a test says it."""

from sqlmodel import select

from assets import derivations, replays, trail
from assets.database import Actor, transaction
from assets.exchange import intake, mappings, sheets
from assets.exchange.custom_fields import recognised
from assets.exchange.readings import Said
from assets.inventory import custom_fields, register
from assets.inventory.register import Asset
from assets.rights import EVERYTHING
from tests.builders import DAY


def planned(engine, text, rights=EVERYTHING, mapping=None, **said):
    """What this list would do; rows of text, or a whole file in bytes."""
    sheet = sheets.read(text if isinstance(text, bytes) else text.encode())
    meant = mappings.named(mapping, sheet.headers) if mapping else mappings.guessed(sheet.headers)
    with transaction(engine, by=Actor("test"), read_only=True) as session:
        meant = recognised(meant, sheet.headers, session.exec(custom_fields.living()))
        return intake.plan(session, sheet, meant, DAY, rights, Said(**said))


def applied(engine, plan, reason="list.csv"):
    with transaction(engine, by=Actor("test"), reason=reason) as session:
        return intake.apply(session, plan)


def brought(engine, text, **how):
    """A list that is planned and written."""
    plan = planned(engine, text, **how)
    applied(engine, plan)
    return plan


def refusals(plan):
    return [(no.row, no.column, no.value, str(no.no)) for no in plan.refused]


def counts(plan):
    return len(plan.new), len(plan.changed), len(plan.same), len(plan.refused_rows)


# The builders' records are made at moments of their own, for their session has none.
BY_BUILDERS = ": created_at is "


def known(session, tag="LOV-00001"):
    session.expire_all()
    return register.tagged(session, tag, EVERYTHING)


def everything(session):
    return session.exec(select(Asset).order_by(Asset.tag)).all()


def batches(session):
    return session.exec(select(trail.Batch).order_by(trail.Batch.number)).all()


def wrong(engine):
    """Whatever does not follow from the trail, or from the rest of the register."""
    with transaction(engine, by=Actor("test"), read_only=True) as session:
        proofs = [replays.told_otherwise(session)]
        proofs += [each(session) for each in derivations.WRONG.values()]
        problems = [problem for proof in proofs for problem in proof if problem]
    return [each for each in problems if BY_BUILDERS not in each]
