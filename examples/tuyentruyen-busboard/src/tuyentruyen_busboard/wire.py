"""Talking to the gateway: one PUT for each line, and a question for one that may have arrived."""

from __future__ import annotations

import datetime
import urllib.error
import urllib.request
from http import HTTPStatus
from urllib.parse import quote

from tuyentruyen.errors import DeliveryError
from tuyentruyen.model.flow import Parcel, Receipt

_PATIENCE = 10.0
"""Seconds to wait for the gateway."""


def put(gateway: str, parcel: Parcel, *, token: str) -> Receipt:
    """Sends one line.

    Raises:
        DeliveryError: The gateway was not reached, or did not answer.
    """
    request = _request(gateway, parcel.key, token=token, data=parcel.data)
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - the settings allow http and https only
            return Receipt.delivered(parcel, remote=answer.headers.get("Line", ""))
    except urllib.error.HTTPError as fault:
        with fault:
            said = f"the gateway answered {fault.code} {fault.reason}"
            if fault.code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                return Receipt.retry(parcel, said, after=_wait(fault.headers.get("Retry-After", "")))
            if fault.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                return Receipt.uncertain(parcel, said)
            return Receipt.rejected(parcel, said)
    except urllib.error.URLError as fault:  # no connection was made, so nothing was sent
        certain = isinstance(fault.reason, ConnectionRefusedError)
        raise DeliveryError(f"the gateway was not reached: {fault.reason}", certain=certain) from fault
    except OSError as fault:
        raise DeliveryError(f"the gateway did not answer: {fault}", certain=False) from fault


def knows(gateway: str, key: str, *, token: str) -> bool:
    """Whether the gateway has a line.

    Raises:
        DeliveryError: The gateway was not reached, or did not answer.
    """
    try:
        with urllib.request.urlopen(_request(gateway, key, token=token), timeout=_PATIENCE):  # noqa: S310 - as above
            return True
    except urllib.error.HTTPError as fault:
        with fault:
            if fault.code == HTTPStatus.NOT_FOUND:
                return False
            raise DeliveryError(f"the gateway answered {fault.code} {fault.reason}", certain=True) from fault
    except OSError as fault:
        raise DeliveryError(f"the gateway was not reached: {fault}", certain=True) from fault


def _request(gateway: str, key: str, *, token: str, data: bytes | None = None) -> urllib.request.Request:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    address = f"{gateway.rstrip('/')}/lines/{quote(key, safe='')}"
    return urllib.request.Request(address, data=data, headers=headers, method="GET" if data is None else "PUT")  # noqa: S310 - as above


def _wait(seconds: str) -> datetime.timedelta | None:
    return datetime.timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) <= 6 else None
