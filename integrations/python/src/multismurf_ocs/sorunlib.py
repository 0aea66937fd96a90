"""Lets the functions of ``sorunlib.smurf`` command the slots through MultiSmurf."""

import inspect
import uuid
from functools import wraps

import sorunlib as run
from ocs.client_http import ControlClientError
from sorunlib import smurf

from multismurf_ocs.runs import MultiSmurfError, Outcome, Runs, has_ended
from multismurf_ocs.supported import require_supported

#: How long a stream may take until its data flow. sorunlib waits as long.
STREAM_SECONDS = 120

#: How long the end of a stopped stream may take to reach its run.
STREAM_END_SECONDS = 5

#: The stream of a slot was started, and ended without being stopped, or nobody knows.
BROKEN = frozenset({'FAILED', 'LOST', 'UNKNOWN'})

#: Nothing was started on the slot by the request.
NOT_OURS = frozenset({'SKIPPED', 'REJECTED', 'ALREADY_RUNNING', 'NOT_STARTED'})


def use_multismurf(instance_id='multismurf'):
    """Lets all functions of ``sorunlib.smurf`` command the slots through MultiSmurf, until the end of the script.

    Each function sends one request for all slots of ``sorunlib.CLIENTS['smurf']`` and waits for the outcome of each
    slot. Slots that did not succeed are removed from that list, each with the reason, and sorunlib raises its own
    error if fewer than ``smurf_failure_threshold`` are left.

    Call it once, before or after ``sorunlib.initialize()``.

    Args:
        instance_id (str, optional): Instance id of the agent of MultiSmurf.

    Raises:
        UnsupportedSorunlibError: If the adapter was not made for the installed sorunlib. Nothing is changed then.

    """
    require_supported()
    runs = Runs(instance_id)
    # If this function is called twice, the functions of sorunlib are replaced already.
    plain_run_op = inspect.unwrap(smurf._run_op)
    plain_stream = inspect.unwrap(smurf.stream)
    streaming = None

    @wraps(plain_run_op)
    def run_op(operation, concurrent, settling_time, **kwargs):
        slots = _slots()
        outcomes = {}
        if slots:
            settle = smurf.CRYO_WAIT if settling_time is None else settling_time
            options = {} if concurrent else {'max_concurrency': 1, 'settle_seconds': settle}
            request_id = str(uuid.uuid4())
            try:
                runs.start(request_id, operation, slots, kwargs, options)
                outcomes = runs.follow(operation, request_id, has_ended, wait_seconds=10)
            except KeyboardInterrupt:
                # As without MultiSmurf, a script that was interrupted starts no further slot.
                runs.cancel(operation, request_id)
                raise
            if not concurrent:
                # As sorunlib does after the last slot, too.
                smurf._wait_for_cryo(settling_time)
        _keep(outcomes, {'SUCCEEDED'}, f'perform {operation}')

    @wraps(plain_stream)
    def stream(state, tag=None, subtype=None, wait_for_stream=True, **kwargs):
        if state.lower() == 'on':
            start_stream({'tag': tag, 'subtype': subtype, 'kwargs': kwargs}, wait_for_stream)
            return
        print('Stopping SMuRF streams.')
        try:
            outcomes = stop_stream()
        except (MultiSmurfError, ControlClientError) as error:
            # Streams must not continue because MultiSmurf is away.
            print(f'{error} The streams are stopped without it.')
            plain_stream(state)
        else:
            _keep(outcomes, {'SUCCEEDED'}, 'stop stream')

    def start_stream(params, wait_for_stream):
        nonlocal streaming
        slots = _slots()
        outcomes = {}
        running = {'READY'} if wait_for_stream else {'READY', 'RUNNING'}
        if slots:
            request_id = str(uuid.uuid4())
            runs.start(request_id, 'stream', slots, params, {})
            streaming = request_id
            waiting = {'PENDING', 'STARTING', 'RUNNING'} - running
            outcomes = runs.follow(
                'stream', streaming, lambda now: all(one.status not in waiting for one in now.values()),
                wait_seconds=0.5, limit_seconds=STREAM_SECONDS)
            outcomes = {slot: _with_limit(outcome, waiting) for slot, outcome in outcomes.items()}
            failed = [slot for slot, (status, _) in outcomes.items() if status not in running | NOT_OURS]
            if failed:
                runs.stop('stream', failed)
        _keep(outcomes, running, 'start stream')

    def stop_stream():
        slots = _slots()
        if not slots:
            return {}
        outcomes = runs.stop('stream', slots)
        if streaming is not None:
            # The stop succeeds too if the stream had ended by itself: the run of the stream knows.
            ends = runs.follow(
                'stream', streaming, lambda now: has_ended({slot: now[slot] for slot in slots if slot in now}),
                wait_seconds=0.5, limit_seconds=STREAM_END_SECONDS)
            outcomes.update({slot: ends[slot] for slot in slots if slot in ends and ends[slot].status in BROKEN})
        return outcomes

    smurf._run_op = run_op
    smurf.stream = stream


def _slots():
    """The instance ids of ``CLIENTS['smurf']``. With one SMuRF online, sorunlib 0.1.35 lists the id, not a client."""
    return [client if isinstance(client, str) else client.instance_id for client in run.CLIENTS['smurf']]


def _with_limit(outcome, waiting):
    if outcome.status not in waiting:
        return outcome
    return Outcome(outcome.status, f'No data flow after {STREAM_SECONDS} s.')


def _keep(outcomes, good, what):
    """Removes the other slots from ``CLIENTS['smurf']``, each with the reason. sorunlib judges whether enough are left."""
    kept = []
    for client, slot in zip(run.CLIENTS['smurf'], _slots()):
        status, reason = outcomes.get(slot, ('UNKNOWN', 'MultiSmurf reported no outcome.'))
        if status in good:
            kept.append(client)
        else:
            print(f'Failed to {what} on {slot}, removing from targets list: {status}, {reason or "no reason given."}')
    run.CLIENTS['smurf'][:] = kept
    smurf._check_smurf_threshold()
