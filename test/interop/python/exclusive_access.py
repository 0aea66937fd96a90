"""OCS's own client of exclusive grants as a command. Prints the answer as JSON.

exclusive_access.py acquire|renew|release DIRECTOR GRANT GRANTEE [PASSWORD]
"""

import json
import sys

from ocs.access import ExclusiveAccessClient


def main(action, director, grant, grantee, password=None):
    ok, answer = getattr(ExclusiveAccessClient(director, grantee, grant, password), action)()
    if not ok:
        sys.exit(f'{action} of {grant}: {answer}')
    return {'step': answer['step']}


if __name__ == '__main__':
    print(json.dumps(main(*sys.argv[1:])))
