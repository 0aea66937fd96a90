"""Answers as a PysmurfController, but in invalid ways, which are described in get_api() and ops().

odd_controller.py
It is pysmurf-controller-s8 and streams as `ufm_mv18`. Its state_results hold what JSON does not have.
"""

import math
import time

from autobahn.twisted.util import sleep
from autobahn.twisted.wamp import ApplicationRunner, ApplicationSession
from ocs import site_config
from twisted.internet.defer import inlineCallbacks

ADDRESS = 'observatory.pysmurf-controller-s8'
STARTED = time.time()
NUMBERS = {'nan': math.nan, 'inf': math.inf, 'lists': [[-math.inf, 1.5], []], 'large': 2**60}


def session(op_name, data, status='done'):
    done = status == 'done'
    return {
        'session_id': 7,
        'op_name': op_name,
        'op_code': 5 if done else 3,
        'status': status,
        'success': True if done else None,
        'start_time': STARTED,
        'end_time': STARTED + 1 if done else None,
        'data': data,
        'messages': [[STARTED, 'a message\u0000 with \u2028 odd \U0001f52d characters']],
    }


SESSIONS = {
    'check_state': session(
        'check_state',
        {
            'stream_id': 'ufm_mv18',
            'last_update': math.nan,
            'agg_time': math.inf,
            'num_active_channels': 'many',
            'open_g3stream': None,
        },
        'running',
    ),
    'take_noise': session('take_noise', NUMBERS),
    'text_data': session('text_data', 'only text'),
    'list_data': session('list_data', [1, [2, None]]),
    'no_data': session('no_data', None),
    'half_session': {'session_id': 3, 'status': 'done', 'start_time': 'yesterday'},
}


def get_api(action):
    """As an agent before ocs 0.12 (no access_control, no min_privs), without a pid, and with malformed parts."""
    task = {'op_type': 'task', 'blocking': True, 'abortable': False}
    names = ['take_noise', 'text_data', 'list_data', 'no_data', 'half_session', 'odd_reply', 'error_reply']
    none = {'op_name': '', 'status': 'no_history'}
    return {
        'agent_class': 'PysmurfController',
        'instance_hostname': None,
        'feeds': [],
        'tasks': [
            *[(name, SESSIONS.get(name, none), task) for name in names],
            ('number_docstring', none, {**task, 'docstring': 5}),
            ('no_description', none),
            ('unheard_of', none, {**task, 'op_type': 'miracle'}),
            'only a name',
            None,
        ],
        'processes': [('check_state', SESSIONS['check_state'], {'op_type': 'process', 'docstring': None})],
        'what_comes_next': {'with': ['a', 'later', 'ocs']},
    }


def ops(action, op_name, params=None, timeout=None):
    """The start of `odd_reply` returns an invalid answer, that of `error_reply` an error. Neither has a session."""
    if action == 'start':
        if op_name == 'odd_reply':
            return 'sure'
        if op_name == 'error_reply':
            raise RuntimeError('this agent is not itself today')
        SESSIONS[op_name] = {**session(op_name, NUMBERS), 'start_time': time.time()}
    return (0, '', SESSIONS.get(op_name, {}))


def feed(name):
    return {
        'agent_address': ADDRESS,
        'agg_params': {},
        'feed_name': name,
        'address': f'{ADDRESS}.feeds.{name}',
        'record': False,
        'session_id': str(STARTED),
        'agent_class': 'PysmurfController',
    }


class OddController(ApplicationSession):
    @inlineCallbacks
    def onJoin(self, details):
        yield self.register(get_api, ADDRESS)
        yield self.register(ops, f'{ADDRESS}.ops')
        print('ready')
        while True:
            codes = {name: one['op_code'] for name, one in SESSIONS.items() if 'op_code' in one}
            self.publish(f'{ADDRESS}.feeds.heartbeat', [codes, feed('heartbeat')])
            self.publish(f'{ADDRESS}.feeds.state_results', [NUMBERS, feed('state_results')])
            yield sleep(1)


if __name__ == '__main__':
    hub = site_config.parse_args(agent_class='*control*')
    ApplicationRunner(hub.site_hub, hub.site_realm).run(OddController, auto_reconnect=True)
