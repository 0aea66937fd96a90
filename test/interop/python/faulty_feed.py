"""An OCS agent, FakeAgent `fake-agent`, whose feed `weather` holds numbers that JSON does not have."""

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
    args = site_config.parse_args(agent_class='FakeAgent', parser=site_config.add_arguments())
    if args.instance_id is None:
        args.instance_id = 'fake-agent'
    agent, runner = ocs_agent.init_site_agent(args)
    fake = FakeAgent(agent)
    agent.register_process('acq', fake.acq, fake.stop, blocking=False, startup=True)
    runner.run(agent, auto_reconnect=True)
