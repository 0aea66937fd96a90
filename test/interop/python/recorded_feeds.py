"""Receives an agent's recorded feeds as the aggregator and the InfluxDB publisher of OCS do.

recorded_feeds.py ADDRESS URL REALM SECONDS

Listens, starts a run of run_test_func, passes every message through OCS's own checks and blocks, and says
as JSON which feeds and which fields of each block it got.
"""

import json
import os
import sys

# autobahn logs to standard output, which is needed for the answer.
answer = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)

import txaio  # noqa: E402

txaio.use_twisted()

from autobahn.twisted.wamp import ApplicationRunner, ApplicationSession  # noqa: E402
from ocs.ocs_feed import Block, Feed  # noqa: E402
from twisted.internet import reactor  # noqa: E402
from twisted.internet.defer import inlineCallbacks  # noqa: E402

ADDRESS, URL, REALM, SECONDS = sys.argv[1:]
feeds, blocks, problems = set(), {}, []


def take(message, feed):
    if not feed['record'] or feed['agent_address'] != ADDRESS:
        return
    feeds.add(feed['feed_name'])
    for name, block in message.items():
        for field, values in block['data'].items():
            Feed.verify_data_field_string(field)
            Feed.verify_message_data_type(values)
            if len(values) != len(block['timestamps']):
                raise ValueError(f'{field} has not a value for each time')
        # Raises if the fields of a block have changed.
        blocks.setdefault(name, Block(name, block['data'].keys())).extend(block)


class Listener(ApplicationSession):
    @inlineCallbacks
    def onJoin(self, details):
        def on_event(data):
            try:
                take(*data)
            except Exception as error:
                problems.append(f'{type(error).__name__}: {error}')

        for name in ('smurf_slots', 'runs'):
            yield self.subscribe(on_event, f'{ADDRESS}.feeds.{name}')
        yield self.call(f'{ADDRESS}.ops', 'start', 'run_test_func', {})
        reactor.callLater(float(SECONDS), reactor.stop)


ApplicationRunner(URL, REALM).run(Listener)
if problems:
    sys.exit('\n'.join(problems))
print(json.dumps({
    'feeds': sorted(feeds),
    'fields': {name: sorted(block.data) for name, block in blocks.items()},
}), file=answer)
