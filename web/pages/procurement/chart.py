"""How a lot's standing looks: its tone, and the chip with its icon."""

from assets.procurement.schedules import Standing

TONES = {
    Standing.UNPLANNED: "calm",
    Standing.ON_PLAN: "good",
    Standing.SLIPPING: "warn",
    Standing.LATE: "bad",
    Standing.BEYOND: "bad",
    Standing.FINISHED: "calm",
}

LOOKS = {
    Standing.UNPLANNED: ("soon", "circle-dashed"),
    Standing.ON_PLAN: ("up", "circle-check"),
    Standing.SLIPPING: ("degraded", "triangle-alert"),
    Standing.LATE: ("down", "clock-alert"),
    Standing.BEYOND: ("down", "octagon-x"),
    Standing.FINISHED: ("here", "flag"),
}
