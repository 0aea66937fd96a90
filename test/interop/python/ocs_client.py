"""OCS's own client as a command. Prints the results as JSON.

ocs_client.py api INSTANCE
ocs_client.py run|start|wait|stop|abort|status INSTANCE OPERATION [PARAMS [PRIVS]]

PARAMS is a JSON object; `wait` takes its `timeout`. PRIVS is a password, or a level as a number.
The answer is [status, message, session], except for `api`.
"""

import json
import sys

from ocs.ocs_client import OCSClient


def main(action, instance, operation=None, params='{}', privs=None):
    client = OCSClient(instance, privs=int(privs) if privs and privs.isdigit() else privs)
    if action == 'api':
        return client._api
    params = json.loads(params)
    target = getattr(client, operation)
    if action == 'run':
        return target(**params)
    if action in ('start', 'wait'):
        return getattr(target, action)(**params)
    return getattr(target, action)()


if __name__ == '__main__':
    print(json.dumps(main(*sys.argv[1:])))
