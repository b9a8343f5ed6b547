"""What a timeline is asked for, on a page, on paper and by programs, and what is drawn for it."""

from datetime import date
from typing import Literal

from pydantic import Field
from sqlmodel import Session

from assets.inventory import places
from assets.procurement import charts, projects, timelines
from assets.procurement.axes import Zoom
from assets.procurement.charts import Chart, Row
from assets.procurement.projects import Project
from assets.procurement.strokes import Measure, Wanted
from assets.procurement.timelines import Grouping, Timeline
from assets.rights import Rights
from assets.words import Language
from web.paging import Paged, Perhaps

AT_ONCE = 10  # lots in the table: their milestones are some hundred rows
LETTER = 0.9  # percent of a narrow desk's drawing that one letter takes


class AskedTimeline(Paged):
    """The lots of a project or of a site, how much time is shown, and what stands together.

    `on` is any day of the year, quarter or month that `zoom` shows. `ties` shows what waits for
    what. `paper` and `language` are for the drawing on paper.
    """

    project: str = ""
    site: str = ""
    zoom: Perhaps[Zoom] = None
    on: Perhaps[date] = None
    by: Perhaps[Grouping] = None
    ties: bool = False
    paper: Literal["a3", "a4"] = "a3"
    language: Perhaps[Language] = Field(default=None)

    def found(self, session: Session, seen_by: Rights, project: Project | None) -> Timeline | None:
        """The lots of the site that is asked for, or else of that project; None without either."""
        if self.site:
            site = places.site(session, self.site, seen_by)
            return timelines.of_site(session, site, seen_by)
        return timelines.of_project(session, project, seen_by) if project else None

    def of_project(self, session: Session, seen_by: Rights, today: date) -> Project | None:
        """The project that is asked for, or else the one that runs today."""
        if self.project:
            return projects.coded(session, self.project, seen_by)
        return None if self.site else projects.current(session, seen_by, today)

    def chart(self, timeline: Timeline, today: date, language: Language, measure: Measure) -> Chart:
        wanted = Wanted(
            today,
            language,
            measure,
            self.zoom or Zoom.PROJECT,
            self.on,
            self.by or Grouping.LOT,
            self.ties,
        )
        return charts.chart(timeline, wanted)

    def address(self, path: str, **changes: object) -> str:
        """Without what is so anyway."""
        usual = {"paper": "a3", "zoom": Zoom.PROJECT, "by": Grouping.LOT}
        said = {name: getattr(self, name) for name in usual} | changes
        unsaid = {name: "" for name, value in usual.items() if said[name] in (value, None)}
        return super().address(path, **(changes | unsaid))

    def zooms(self, path: str, today: date) -> list[tuple[str, Zoom, bool]]:
        """The addresses of each zoom, on the day that is looked at now."""
        on = self.on or today
        return [
            (self.address(path, zoom=each, on=on if each is not Zoom.PROJECT else ""), each, here)
            for each in Zoom
            for here in [each is (self.zoom or Zoom.PROJECT)]
        ]

    def told(self, path: str, chart: Chart) -> tuple[list[Row], tuple[str, str]]:
        """Some of the lots, after the one that is asked for; the addresses of those around them."""
        rows = [row for row in chart.rows if row.told]
        numbers = ["", *(row.schedule.lot.number for row in rows)]
        first = numbers.index(self.after) if self.after in numbers else 0
        following = first + AT_ONCE
        return rows[first:following], (
            self.address(path, after=numbers[max(first - AT_ONCE, 0)]) if first else "",
            self.address(path, after=numbers[following]) if following < len(rows) else "",
        )

    def around(self, path: str, chart: Chart) -> tuple[str, str]:
        """The addresses of the stretch before and of the one after; empty where nothing is."""
        before, after = chart.around
        return (
            self.address(path, on=before) if before else "",
            self.address(path, on=after) if after else "",
        )


def on_screen(words: str) -> float:
    return LETTER * len(words)
