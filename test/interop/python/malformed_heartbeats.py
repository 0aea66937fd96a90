"""Publishes malformed heartbeats every second, each kind on the topic of a separate agent.

The last kind is published in the name of pysmurf-controller-s2, which may exist.
"""

from autobahn.twisted.util import sleep
from autobahn.twisted.wamp import ApplicationRunner, ApplicationSession
from ocs import site_config
from twisted.internet.defer import inlineCallbacks


def feed_info(instance, **changes):
    info = {
        'agent_address': f'observatory.{instance}',
        'agg_params': {},
        'feed_name': 'heartbeat',
        'address': f'observatory.{instance}.feeds.heartbeat',
        'record': False,
        'session_id': '1700000000.0',
        'agent_class': 'PysmurfController',
        **changes,
    }
    return {key: value for key, value in info.items() if value is not ...}


def kinds():
    """Pairs of an instance id and the arguments of the event."""
    yield 'malformed-no-argument', []
    yield 'malformed-null', [None]
    yield 'malformed-text', ['alive']
    yield 'malformed-not-a-pair', [[{'take_noise': 1}]]
    yield 'malformed-three', [[{}, feed_info('malformed-three'), {}]]
    yield 'malformed-two-arguments', [{}, feed_info('malformed-two-arguments')]
    yield 'malformed-nulls', [[None, None]]
    yield 'malformed-empty-info', [[{'take_noise': 1}, {}]]
    yield 'malformed-message-list', [[['take_noise', 1], feed_info('malformed-message-list')]]
    for key in ('agent_address', 'agent_class', 'session_id', 'feed_name'):
        name = f'malformed-{key.replace("_", "-")}'
        yield f'{name}-missing', [[{'take_noise': 1}, feed_info(f'{name}-missing', **{key: ...})]]
        yield f'{name}-null', [[{'take_noise': 1}, feed_info(f'{name}-null', **{key: None})]]
        yield f'{name}-number', [[{'take_noise': 1}, feed_info(f'{name}-number', **{key: 7})]]
    yield 'malformed-elsewhere', [[{'take_noise': 1}, feed_info('another-agent')]]
    codes = {'text': 'RUNNING', 'null': None, 'list': [3], 'fraction': 2.5, 'nan': float('nan')}
    for name, code in codes.items():
        instance = f'malformed-code-{name}'
        yield instance, [[{'take_noise': code}, feed_info(instance)]]
    yield 'pysmurf-controller-s2', [[{'take_noise': 'RUNNING', '': None}, None]]


class Publisher(ApplicationSession):
    @inlineCallbacks
    def onJoin(self, details):
        print('ready')
        while True:
            for instance, event in kinds():
                self.publish(f'observatory.{instance}.feeds.heartbeat', *event)
            print('published')
            yield sleep(1)


if __name__ == '__main__':
    hub = site_config.parse_args(agent_class='*control*')
    ApplicationRunner(hub.site_hub, hub.site_realm).run(Publisher, auto_reconnect=True)
