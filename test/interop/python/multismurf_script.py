"""An observing script with OCSClient('multismurf'). Prints its results as JSON.

multismurf_script.py CHOSEN FAILING

CHOSEN and FAILING are stream ids; take_iv fails on the second.
"""

import json
import sys
import time

import ocs
from ocs.ocs_client import OCSClient


def told(reply):
    return {'status': reply.status, 'message': reply.msg, 'session': reply.session}


def main(chosen, failing):
    smurfs = OCSClient('multismurf')
    seen = {
        'codes': {'OK': ocs.OK, 'ERROR': ocs.ERROR, 'TIMEOUT': ocs.TIMEOUT},
        'operations': {
            name: operation.start.__doc__
            for name, operation in vars(smurfs).items()
            if not name.startswith('_') and hasattr(operation, 'start')
        },
    }

    seen['all'] = told(smurfs.take_noise(duration=1))
    seen['chosen'] = told(smurfs.take_noise(duration=1, stream_ids=[chosen]))
    seen['failing'] = told(smurfs.take_iv(stream_ids=[chosen, failing]))
    seen['unknown'] = told(smurfs.take_noise.start(stream_ids=['ufm_nowhere']))

    seen['started'] = told(smurfs.take_noise.start(duration=5))
    seen['second'] = told(smurfs.take_noise.start(duration=5))
    seen['short'] = told(smurfs.take_noise.wait(timeout=0.5))
    seen['long'] = told(smurfs.take_noise.wait(timeout=60))

    seen['streaming'] = told(smurfs.stream.start(stream_ids=[chosen, failing]))
    deadline = time.time() + 60
    while time.time() < deadline:
        data = smurfs.stream.status().session['data']
        if len(data) == 2 and all(one['data'].get('stream_on') for one in data.values()):
            break
        time.sleep(0.2)
    seen['streams'] = told(smurfs.stream.status())
    seen['stopping'] = told(smurfs.stream.stop())
    seen['stopped'] = told(smurfs.stream.wait(timeout=60))

    seen['monitor'] = told(smurfs.monitor.status())
    return seen


if __name__ == '__main__':
    print(json.dumps(main(*sys.argv[1:])))
