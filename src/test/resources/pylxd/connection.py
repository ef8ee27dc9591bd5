"""A client of the service: over TLS where PYLXD_ENDPOINT is set, with PYLXD_CERT and PYLXD_KEY; else over the socket in LXD_DIR."""

import os

import pylxd


def client():
    endpoint = os.environ.get("PYLXD_ENDPOINT")
    if endpoint is None:
        return pylxd.Client()
    cert = (os.environ["PYLXD_CERT"], os.environ["PYLXD_KEY"])
    return pylxd.Client(endpoint=endpoint, cert=cert, verify=os.environ.get("PYLXD_VERIFY", False))
