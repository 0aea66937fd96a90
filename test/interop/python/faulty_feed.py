"""An OCS agent, a FakeAgent, whose feed `weather` contains numbers that JSON does not have.

faulty_feed.py --instance-id fake-agent
"""

import math

from autobahn.twisted.util import sleep
from ocs import ocs_agent, site_config
from twisted.internet.defer import inlineCallbacks


class FakeAgent:
    def __init__(self, agent):
        self.agent = agent
        agent.register_feed('weather')

    @inlineCallbacks
    def acq(self, session, params):
        while session.status in ['starting', 'running']:
            message = {'wind': math.nan, 'gust': math.inf, 'lull': -math.inf, 'nested': [{'pwv': math.nan}]}
            self.agent.publish_to_feed('weather', message, from_reactor=True)
            yield sleep(0.2)
        return True, 'Finished'

    def stop(self, session, params):
        session.set_status('stopping')


if __name__ == '__main__':
    args = site_config.parse_args(agent_class='FakeAgent')
    agent, runner = ocs_agent.init_site_agent(args)
    fake = FakeAgent(agent)
    agent.register_process('acq', fake.acq, fake.stop, blocking=False, startup=True)
    runner.run(agent, auto_reconnect=True)
