"""A PysmurfController by its class, whose check_state session and state_results messages are of 2 MB.

large_session.py [--instance-id pysmurf-controller-s9], which streams as `ufm_mv19`.
"""

import time

from autobahn.twisted.util import sleep
from ocs import ocs_agent, site_config
from twisted.internet.defer import inlineCallbacks

CHANNEL_MASK = list(range(100_000, 400_000))


class LargeController:
    def __init__(self, agent):
        self.agent = agent
        agent.register_feed('state_results')

    @inlineCallbacks
    def check_state(self, session, params):
        while session.status in ['starting', 'running']:
            session.data = {
                'stream_id': 'ufm_mv19',
                'channel_mask': CHANNEL_MASK,
                'num_active_channels': len(CHANNEL_MASK),
                'open_g3stream': 0,
                'last_update': time.time(),
            }
            self.agent.publish_to_feed('state_results', session.data, from_reactor=True)
            yield sleep(2)
        return True, 'Finished'

    def stop(self, session, params):
        session.set_status('stopping')

    def take_noise(self, session, params):
        session.data = {'timestream': CHANNEL_MASK}
        return True, 'Finished taking noise'


if __name__ == '__main__':
    args = site_config.parse_args(agent_class='PysmurfController', parser=site_config.add_arguments(),
                                  args=None)
    agent, runner = ocs_agent.init_site_agent(args)
    large = LargeController(agent)
    agent.register_process('check_state', large.check_state, large.stop, blocking=False, startup=True)
    agent.register_task('take_noise', large.take_noise)
    runner.run(agent, auto_reconnect=True)
