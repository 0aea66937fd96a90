"""Every option of a run, as a script with OCSClient('multismurf') gives it. Prints the results as JSON.

run_options.py FIRST SECOND THIRD

The arguments are the stream ids of the slots. take_iv fails on the second.
"""

import json
import sys
import time

from ocs.ocs_client import OCSClient


def main(*slots):
    first, second, third = slots
    smurfs = OCSClient('multismurf')

    def noise(**options):
        stream_ids = options.pop('stream_ids', list(slots))
        reply = smurfs.take_noise(duration=0.5, stream_ids=stream_ids, run_options=options)
        return {'status': reply.status, 'data': {name: one['success'] for name, one in reply.session['data'].items()}}

    seen = {
        'window': noise(max_concurrency=1, settle_seconds=0.5, note='in a window'),
        'tag': noise(tag_with_run_id=True, note='with a tag', labels=['night-7', 'noise']),
        'request': [noise(request_id='night 7', note='once') for _ in range(2)],
    }
    smurfs.take_iv(
        stream_ids=[first, second, third],
        run_options={'batches': [1, '50%'], 'max_errors': 0, 'min_slots': 1, 'note': 'in batches'},
    )
    smurfs.take_noise(
        duration=0.5,
        stream_ids=[first, second],
        run_options={
            'slot_params': {second: {'duration': 12}},
            'timeout_seconds': 8,
            'note': 'too long on one slot',
        },
    )
    seen['doubt'] = smurfs.take_noise.start(duration=0.5, stream_ids=[second]).msg
    smurfs.take_noise.wait()
    deadline = time.time() + 60
    while time.time() < deadline:
        slot = smurfs.monitor.status().session['data'][second]
        if slot['sessions']['take_noise']['status'] == 'done':
            break
        time.sleep(0.2)
    seen['force'] = noise(stream_ids=[second], force=True, note='forced')
    smurfs.out_of_service(stream_ids=[third], reason='new cable')
    seen['skip'] = noise(skip_unavailable=True, note='skipping')
    smurfs.in_service(stream_ids=[third])
    seen['refused'] = smurfs.take_noise.start(run_options={'exclusive': {'grant': 'night'}}).msg
    seen['unknown'] = smurfs.take_noise.start(run_options={'max_concurency': 1}).msg
    return seen


if __name__ == '__main__':
    print(json.dumps(main(*sys.argv[1:])))
