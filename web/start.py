"""What a server process begins with: the program is loaded without a stop to tidy memory."""

import gc

from fastapi import FastAPI


def application() -> FastAPI:
    """The program over the register that the environment names; `web.app` tidies up once it is."""
    gc.disable()
    from web import app  # noqa: PLC0415 - what follows is loaded meanwhile

    return app.application()
