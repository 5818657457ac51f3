"""A published site as an application for Python web servers, alone or mounted in a portal that is there already.

It reads the folder that the channel writes and nothing else: no plan, no ledger, no database.
"""

from __future__ import annotations

from tuyentruyen.channels.portal.serving.answers import POLICY, Answer, PublishedSite
from tuyentruyen.channels.portal.serving.asgi import asgi_application
from tuyentruyen.channels.portal.serving.wsgi import wsgi_application

__all__ = ["POLICY", "Answer", "PublishedSite", "asgi_application", "wsgi_application"]
