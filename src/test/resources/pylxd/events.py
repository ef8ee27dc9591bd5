"""Prints each event in a line, until ended. Arguments are the types to ask for; none asks for all."""

import json
import sys

from connection import client
from pylxd.client import EventType
from ws4py.client import WebSocketBaseClient


class Printing(WebSocketBaseClient):
    def handshake_ok(self):
        pass

    def received_message(self, message):
        print(json.dumps(json.loads(message.data.decode("utf-8"))), flush=True)


types = {EventType(name) for name in sys.argv[1:]}
events = client().events(websocket_client=Printing, event_types=types)
events.connect()
events.run()
