"""An agent of class PysmurfController, with a large check_state session, state_results message and take_noise result.

large_session.py --instance-id pysmurf-controller-s9 [--megabytes 2] [--limited]

It streams as `ufm_mv19`. OCS agents can't send messages of more than 1 MiB: autobahn logs an error,
and a caller that waits for the answer waits for ever. This one lifts its limit, unless --limited.
"""

import argparse
import time

from autobahn.twisted.util import sleep
from ocs import ocs_agent, site_config
from twisted.internet.defer import inlineCallbacks

BYTES_PER_CHANNEL = 7


class LargeController:
    def __init__(self, agent, args):
        self.agent = agent
        self.limited = args.limited
        self.channel_mask = list(range(100_000, 100_000 + int(args.megabytes * 1e6 / BYTES_PER_CHANNEL)))
        agent.register_feed('state_results')

    @inlineCallbacks
    def check_state(self, session, params):
        while session.status in ['starting', 'running']:
            session.data = {
                'stream_id': 'ufm_mv19',
                'channel_mask': self.channel_mask,
                'num_active_channels': len(self.channel_mask),
                'open_g3stream': 0,
                'last_update': time.time(),
            }
            if not self.limited:
                self.agent._transport.maxMessagePayloadSize = 0
                self.agent._transport.maxFramePayloadSize = 0
                self.agent.publish_to_feed('state_results', session.data, from_reactor=True)
            yield sleep(2)
        return True, 'Finished'

    def stop(self, session, params):
        session.set_status('stopping')

    def take_noise(self, session, params):
        session.data = {'timestream': self.channel_mask}
        return True, 'Finished taking noise'


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--megabytes', type=float, default=2)
    parser.add_argument('--limited', action='store_true')
    args = site_config.parse_args(agent_class='PysmurfController', parser=parser)
    agent, runner = ocs_agent.init_site_agent(args)
    large = LargeController(agent, args)
    agent.register_process('check_state', large.check_state, large.stop, blocking=False, startup=True)
    agent.register_task('take_noise', large.take_noise)
    runner.run(agent, auto_reconnect=True)
