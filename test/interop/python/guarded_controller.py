"""An agent of class PysmurfController with an operation for every credential level.

guarded_controller.py --instance-id guarded --access-policy director:access-director
"""

from ocs import ocs_agent, site_config


def work(session, params):
    """work()"""
    return True, f'Done with level {session.cred_level}'


if __name__ == '__main__':
    args = site_config.parse_args(agent_class='PysmurfController')
    agent, runner = ocs_agent.init_site_agent(args)
    for name, level in [('basic', 1), ('advanced', 2), ('full', 3)]:
        agent.register_task(name, work, min_privs=level)
    print('agent ready', flush=True)
    runner.run(agent, auto_reconnect=True)
