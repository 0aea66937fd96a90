"""OCS's own client for a list of requests. Prints the answers as JSON, one [status, message, session] for each.

access_requests.py '[["INSTANCE", "start|wait|stop|abort|status", "OPERATION", PRIVS], ...]'

PRIVS is a password, a level as a number, or null.
"""

import json
import sys

from ocs.ocs_client import OCSClient

clients = {}


def answer(instance, action, operation, privs):
    key = instance, json.dumps(privs)
    if key not in clients:
        clients[key] = OCSClient(instance, privs=privs)
    return getattr(getattr(clients[key], operation), action)()


if __name__ == '__main__':
    print(json.dumps([answer(*request) for request in json.loads(sys.argv[1])]))
