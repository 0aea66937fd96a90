"""An agent of class PysmurfController whose session data are hard to read for clients.

odd_sessions.py --instance-id pysmurf-controller-s7
Its task `odd(kind)` takes a fifth of a second and then has data of that kind.
"""

import time

from ocs import ocs_agent, site_config

KINDS = {
    'huge_integer': {'n': 2**70},
    'reserved_keys': {'__proto__': {'x': 1}, 'constructor': 1, 'toString': 'a'},
    'bytes': {'b': b'\x00\xff'},
}


class OddSessions:
    def odd(self, session, params):
        session.data = KINDS[params['kind']]
        time.sleep(0.2)
        return True, 'done'

    def check_state(self, session, params):
        while session.status in ('starting', 'running'):
            session.data = {'stream_id': 'ufm_mv17', 'num_active_channels': 2, 'last_update': time.time()}
            time.sleep(0.5)
        return True, 'stopped'

    def stop(self, session, params):
        session.set_status('stopping')
        return True, 'stopping'


if __name__ == '__main__':
    args = site_config.parse_args(agent_class='PysmurfController')
    agent, runner = ocs_agent.init_site_agent(args)
    odd = OddSessions()
    agent.register_task('odd', odd.odd)
    agent.register_process('check_state', odd.check_state, odd.stop, startup=True)
    runner.run(agent, auto_reconnect=True)
