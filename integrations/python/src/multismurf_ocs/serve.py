"""Starts ``multismurf serve`` as the agent MultiSmurfManager."""

import os
import shlex
import sys
import time

#: Names another command than ``multismurf``, as words of a shell: ``node /opt/multismurf/dist/src/main.js``.
COMMAND_VARIABLE = 'MULTISMURF_COMMAND'

#: HostManager looks at its processes once a second, and reports the output of a process that ended only if it has seen
#: the process before. MultiSmurf reports a mistake in its options faster than that.
SEEN_SECONDS = 1.5


def main(args=None):
    """Replaces this process by ``multismurf serve``.

    Since the process stays the same, its signals, its exit code and its output are those of MultiSmurf, and
    HostManager watches MultiSmurf itself.

    Args:
        args (list of str): The options of ``serve``, as ``ocs-agent-cli`` and HostManager pass them:
            ``--instance-id``, ``--site-file`` and so on. MultiSmurf reads its other options from its block in the
            site file.

    Raises:
        SystemExit: If the command cannot be started. The message says what to do.

    """
    command = shlex.split(os.environ.get(COMMAND_VARIABLE, '')) or ['multismurf']
    words = command + ['serve'] + list(sys.argv[1:] if args is None else args)
    time.sleep(SEEN_SECONDS)
    # What was printed before would be lost with this process.
    sys.stdout.flush()
    try:
        os.execvp(words[0], words)
    except OSError as error:
        sys.exit(
            f'multismurf-ocs cannot start the command {words[0]}: {error.strerror}. Install MultiSmurf so that '
            f'multismurf is on the PATH of this process, or set {COMMAND_VARIABLE} to its command, such as '
            f'"node /opt/multismurf/dist/src/main.js".'
        )
