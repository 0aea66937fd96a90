"""The client of socs for many slots, as a worker: multi_slot_controller.py SITE_FILE

Answers {"seconds": S} with the times of one take_noise on all slots, as in contender.ts.
"""

import json
import sys
import time

from socs.smurf.MultiSlotController import MultiSlotController


def main(site_file):
    controller = MultiSlotController(client_args=['--site-file', site_file, '--site-host', 'localhost'])
    for line in sys.stdin:
        seconds = json.loads(line)['seconds']
        requested_at = time.time()
        starts = controller.start('take_noise', duration=seconds)
        ends = controller.wait('take_noise')
        known_at = time.time()
        success = all(reply.status == 0 for reply in starts.values()) and all(
            reply.session['success'] for reply in ends.values()
        )
        answer = {'requestedAt': requested_at, 'knownAt': known_at, 'success': success}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main(sys.argv[1])
