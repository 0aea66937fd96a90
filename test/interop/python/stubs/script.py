"""Makes a stub fail, hang or take long, for tests of such operations.

An instruction comes from the `kwargs` of an operation, or, for every call until it changes, from the
JSON file named by STUB_SCRIPT, under the operation's name:

    {"take_noise": {"raise": "no signal"}, "set_biases": {"seconds": 20}}

raise    fail with this message
seconds  take so long before anything else
hang     never end
exit     end the process at once with this code, without a word

The operations are those of PysmurfController, and `get_smurf_control`, which all of them need.
"""

import json
import os
import time


def play(operation, kwargs=None):
    """Executes the instruction, and returns its other members."""
    instruction = {**_from_file(operation), **(kwargs or {})}
    time.sleep(instruction.pop('seconds', 0))
    if 'exit' in instruction:
        os._exit(instruction['exit'])
    while instruction.get('hang'):
        time.sleep(60)
    if 'raise' in instruction:
        raise RuntimeError(instruction['raise'])
    return instruction


def _from_file(operation):
    path = os.environ.get('STUB_SCRIPT')
    if not path or not os.path.exists(path):
        return {}
    with open(path) as file:
        return json.load(file).get(operation, {})
