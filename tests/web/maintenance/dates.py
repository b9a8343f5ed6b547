"""The addresses of maintenance and of the agenda, and the right each asks for."""

from assets.rights import Permission

ANYONE, SIGNED_IN = "anyone", "signed in"

P = Permission

MAINTENANCE = {
    "GET /notices": SIGNED_IN,
    "GET /notices/{key}": SIGNED_IN,
    "GET /notices/ladder": P.PEOPLE_KEEP,
    "POST /notices/ladder": P.PEOPLE_KEEP,
    "GET /me/reminders": SIGNED_IN,
    "POST /me/reminders/hour": SIGNED_IN,
    "POST /me/reminders/topics": SIGNED_IN,
    "POST /me/reminders/channels": SIGNED_IN,
    "POST /me/reminders/channels/{key}/give-up": SIGNED_IN,
    "GET /api/v1/notices": SIGNED_IN,
    "GET /api/v1/reminders": SIGNED_IN,
    "PATCH /api/v1/reminders": SIGNED_IN,
    "POST /api/v1/reminders/channels": SIGNED_IN,
    "POST /api/v1/reminders/channels/{key}/give-up": SIGNED_IN,
    "GET /api/v1/ladder": P.PEOPLE_KEEP,
    "PUT /api/v1/ladder": P.PEOPLE_KEEP,
    "GET /agenda": SIGNED_IN,
    "GET /me/feeds": SIGNED_IN,
    "POST /me/feeds": SIGNED_IN,
    "POST /me/feeds/{key}/revoke": SIGNED_IN,
    "GET /feeds/{secret}.ics": ANYONE,
    "GET /api/v1/agenda": SIGNED_IN,
    "GET /api/v1/feeds": SIGNED_IN,
    "POST /api/v1/feeds": SIGNED_IN,
    "POST /api/v1/feeds/{key}/revoke": SIGNED_IN,
}
