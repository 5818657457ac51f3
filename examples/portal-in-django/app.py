"""A published site inside a Django portal: the portal's own pages at the top, the site under ``/cong``.

    SITE_FOLDER=cong-khai/cong python app.py runserver

The site is one view, so that the portal's middleware and its logs see it like any other page. Settings, addresses and views stand
in one file here; a portal has them in three.
"""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from tuyentruyen.channels.portal.serving import PublishedSite

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    X_FRAME_OPTIONS="SAMEORIGIN",
    SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY", "only-for-this-example"),
)
SITE = PublishedSite(os.environ.get("SITE_FOLDER", "cong-khai/cong"))


def home(_request: HttpRequest) -> HttpResponse:
    """The portal's own page."""
    return HttpResponse('<!doctype html><title>Cổng</title><a href="/cong/">Thông tin, tuyên truyền</a>')


@csrf_exempt
def published(request: HttpRequest, inside: str) -> StreamingHttpResponse:
    """Whatever the site has there: it refuses all methods but GET and HEAD by itself."""
    answer = SITE.answer(
        request.method or "",
        inside,
        {name.lower(): value for name, value in request.headers.items()},
        root=f"{request.META.get('SCRIPT_NAME', '')}/cong",
        query=request.META.get("QUERY_STRING", ""),
    )
    return StreamingHttpResponse(answer.chunks(), status=answer.status, headers=dict(answer.headers))


urlpatterns = [path("", home), re_path(r"^cong(?P<inside>|/.*)$", published)]
application = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
