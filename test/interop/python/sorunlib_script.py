"""An observing script of sorunlib through MultiSmurf.

sorunlib_script.py BODY

BODY is Python, with sorunlib as `run`. The last line of the output is JSON: the instance ids that are left in
CLIENTS['smurf'], and the error that ended the body.
"""

import json
import sys

import sorunlib as run
from multismurf_ocs.sorunlib import use_multismurf


def main(body):
    run.initialize()
    use_multismurf()
    error = None
    try:
        exec(body, {'run': run})
    except RuntimeError as raised:
        error = str(raised)
    print(json.dumps({'left': sorted(client.instance_id for client in run.CLIENTS['smurf']), 'error': error}))


if __name__ == '__main__':
    main(sys.argv[1])
