"""A published site inside a FastAPI portal: the portal's own interface at the top, the site under ``/cong``.

SITE_FOLDER=cong-khai/cong uvicorn app:app
"""

import os

from fastapi import FastAPI

from tuyentruyen.channels.portal.serving import asgi_application

app = FastAPI()


@app.get("/suc-khoe")
def health() -> dict[str, str]:
    """The portal's own interface."""
    return {"trạng thái": "tốt"}


app.mount("/cong", asgi_application(os.environ.get("SITE_FOLDER", "cong-khai/cong")))
