"""A published site inside a Flask portal: the portal's own pages at the top, the site under ``/cong``.

SITE_FOLDER=cong-khai/cong flask --app app run
"""

import os

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from tuyentruyen.channels.portal.serving import wsgi_application

app = Flask(__name__)


@app.get("/")
def home() -> str:
    """The portal's own page."""
    return '<!doctype html><title>Cổng</title><a href="/cong/">Thông tin, tuyên truyền</a>'


published = wsgi_application(os.environ.get("SITE_FOLDER", "cong-khai/cong"))
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/cong": published})  # type: ignore[method-assign]
