"""Waits for the operation named on the command line and tells in JSON what pylxd saw."""

import json
import sys

from connection import client
from pylxd.exceptions import LXDAPIException, NotFound

lxd = client()
seen = {"trusted": lxd.trusted}
try:
    before = lxd.operations.get(sys.argv[1])
    seen["before"] = {"id": before.id, "description": before.description, "status": before.status}
    print("found", file=sys.stderr, flush=True)
    after = lxd.operations.wait_for_operation(sys.argv[1])
    seen["after"] = {"id": after.id, "status": after.status, "metadata": after.metadata}
except NotFound as e:
    seen["not_found"] = str(e)
except LXDAPIException as e:
    seen["failure"] = str(e)
print(json.dumps(seen))
