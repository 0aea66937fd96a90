"""An OCS agent, an AccessTester, with an operation for every credential level.

access_agent.py --instance-id theirs-override --access-policy override:pw2,pw3
"""

from autobahn.twisted.util import sleep
from ocs import ocs_agent, site_config
from twisted.internet.defer import inlineCallbacks


def work(session, params):
    """work()"""
    return True, f'Done with level {session.cred_level}'


@inlineCallbacks
def watch(session, params):
    """watch()"""
    while session.status in ['starting', 'running']:
        yield sleep(0.1)
    return True, 'Watched'


@inlineCallbacks
def stop_watch(session, params):
    session.set_status('stopping')
    yield


if __name__ == '__main__':
    args = site_config.parse_args(agent_class='AccessTester')
    agent, runner = ocs_agent.init_site_agent(args)
    for name, level in [('basic', 1), ('advanced', 2), ('full', 3)]:
        agent.register_task(name, work, min_privs=level)
    agent.register_process('watch', watch, stop_watch, blocking=False, min_privs=2)
    print('agent ready', flush=True)
    runner.run(agent, auto_reconnect=True)
