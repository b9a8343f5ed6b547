"""The addresses of maintenance and of the agenda, and the right each asks for."""

ANYONE, SIGNED_IN = "anyone", "signed in"

MAINTENANCE = {
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
