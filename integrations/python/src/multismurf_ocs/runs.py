"""Requests to the OCS agent of MultiSmurf: one for many slots, with the outcome of each."""

import time
from collections import namedtuple

import ocs
from ocs.client_http import ControlClientError
from ocs.ocs_client import OCSClient

#: The outcome of an operation on a slot: a status of the README of MultiSmurf, or SKIPPED; and the reason or None.
Outcome = namedtuple('Outcome', ['status', 'reason'])

#: While a slot has one of these, it has no outcome yet.
OPEN = frozenset({'PENDING', 'STARTING', 'RUNNING', 'READY', 'STOPPING'})

#: How long MultiSmurf may be away while a request is followed: it restarts within seconds and continues its runs.
PATIENCE_SECONDS = 120

#: The most that the task ``recent_runs`` returns.
NEWEST_RUNS = 50

#: The pause before MultiSmurf is asked again.
POLL_SECONDS = 0.2


class MultiSmurfError(RuntimeError):
    """MultiSmurf rejected a request as a whole, or did not answer. The message says which."""


class AwayError(MultiSmurfError):
    """MultiSmurf cannot be reached, or knows no slot with the operation. This can be so for seconds after its start."""


class Runs:
    """The runs of an agent MultiSmurfManager.

    Slots are named by the instance ids of their agents, such as ``pysmurf-controller-s2``.

    """

    def __init__(self, instance_id):
        """
        Args:
            instance_id (str): Instance id of the agent.

        """
        self._instance_id = instance_id

    def start(self, request_id, operation, slots, params, options):
        """Starts an operation with one request. Slots that cannot be commanded are skipped, with the reason.

        Args:
            request_id (str): A new id, by which :meth:`follow` finds the run.
            operation (str): Name of the operation, such as ``take_noise``.
            slots (list of str): The slots.
            params (dict): Parameters of the operation.
            options (dict): Members of ``run_options``.

        Raises:
            MultiSmurfError: If nothing was started.

        """
        client = self._connect(operation)
        options = {'request_id': request_id, 'skip_unavailable': True, **options}
        reply = getattr(client, operation).start(stream_ids=slots, run_options=options, **params)
        if reply.status != ocs.OK:
            raise MultiSmurfError(f'MultiSmurf started {operation} on no slot: {reply.msg}')

    def follow(self, operation, key, is_over, wait_seconds, limit_seconds=None):
        """Waits for a run.

        Args:
            operation (str): The operation of the run.
            key (str): Its request id, or its id.
            is_over (callable): Whether to wait no longer, for the outcomes so far by slot.
            wait_seconds (float): The time between two looks at the run. Its end is seen at once.
            limit_seconds (float, optional): Wait no longer than this. Defaults to no limit.

        Returns:
            dict: An :class:`Outcome` for each slot. It has one of the statuses :data:`OPEN` if the time is up.

        Raises:
            MultiSmurfError: If MultiSmurf does not have the run, or does not answer for :data:`PATIENCE_SECONDS`.

        """
        client = _patiently(self._connect, operation)
        begun = time.monotonic()
        told = set()
        while True:
            reply = _patiently(getattr(client, operation).wait, timeout=wait_seconds)
            if reply.status == ocs.TIMEOUT:
                _tell(reply.session, told)
            run = self._find(client, operation, key)
            seconds = time.monotonic() - begun
            if run is not None:
                outcomes = _outcomes_of(run)
                if is_over(outcomes) or (limit_seconds is not None and seconds > limit_seconds):
                    return outcomes
            elif reply.session.get('status') == 'done' or seconds > PATIENCE_SECONDS:
                raise MultiSmurfError(f'MultiSmurf has no run of this {operation}. {_last_message(reply.session)}')
            time.sleep(POLL_SECONDS)

    def stop(self, operation, slots):
        """Stops a process on the slots, and waits until it has ended there.

        Args:
            operation (str): Name of the process.
            slots (list of str): The slots.

        Returns:
            dict: An :class:`Outcome` for each slot: SUCCEEDED if the process does not run there any more.

        Raises:
            MultiSmurfError: If MultiSmurf rejected the request or does not answer.

        """
        session = _run_task(self._connect(operation), 'stop_operation', operation=operation, stream_ids=slots)
        # MultiSmurf itself waits at most 120 s for the slots.
        return self.follow(operation, session['data']['run']['id'], has_ended, wait_seconds=0.5)

    def cancel(self, operation, key):
        """Cancels a run: no further slot is started. The operation continues on slots that cannot abort it.

        Args:
            operation (str): The operation of the run.
            key (str): Its request id, or its id.

        """
        client = self._connect(operation)
        run = self._find(client, operation, key)
        if run is not None:
            client.cancel_run(run_id=run['id'])

    def _connect(self, operation):
        """A client. It is made for each request, since the operations of MultiSmurf change with its slots."""
        try:
            client = OCSClient(self._instance_id)
        except ControlClientError as error:
            raise AwayError(
                f'The agent {self._instance_id} of MultiSmurf cannot be reached ({error}). Is "multismurf serve" '
                'running on this OCS network?') from error
        if not hasattr(client, operation):
            raise AwayError(f'MultiSmurf does not offer the operation {operation}: no slot that it knows has it.')
        return client

    @staticmethod
    def _find(client, operation, key):
        listed = _patiently(_run_task, client, 'recent_runs', operation=operation, count=NEWEST_RUNS)
        return next((run for run in listed['data']['runs'] if key in (run['request_id'], run['id'])), None)


def has_ended(outcomes):
    """Whether every slot has its outcome.

    Args:
        outcomes (dict): An :class:`Outcome` for each slot.

    """
    return all(outcome.status not in OPEN for outcome in outcomes.values())


def _patiently(ask, *args, **kwargs):
    """What ``ask`` returns. It is called again while MultiSmurf restarts or the router is away."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask(*args, **kwargs)
        except (ControlClientError, AwayError) as error:
            if time.monotonic() > deadline:
                raise MultiSmurfError(
                    f'MultiSmurf has not answered for {PATIENCE_SECONDS} s ({error}). The outcome of its last request '
                    'is not known, and the slots may still be running it.') from error
            time.sleep(1)


def _run_task(client, name, **params):
    """The session of a task of MultiSmurf that ends at once.

    Such a task has one session at a time, and other clients may use it at the same moment: then it is started again.

    """
    while True:
        begun = getattr(client, name).start(**params)
        if begun.status == ocs.OK:
            session = getattr(client, name).wait().session
            if session.get('session_id') == begun.session['session_id']:
                return session
        elif 'already in progress' not in begun.msg:
            raise MultiSmurfError(f'MultiSmurf rejected {name}: {begun.msg}')
        time.sleep(POLL_SECONDS)


def _outcomes_of(run):
    slots = {slot['instance_id']: Outcome(slot['status'], slot['reason']) for slot in run['slots'].values()}
    skipped = {slot['instance_id']: Outcome('SKIPPED', slot['reason']) for slot in run['skipped'].values()}
    return {**slots, **skipped}


def _tell(session, told):
    """Prints the new messages of a session, such as why a run is held."""
    for timestamp, text in session.get('messages', []):
        if (timestamp, text) not in told and not text.startswith('Status is now'):
            print(f'MultiSmurf: {text}')
        told.add((timestamp, text))


def _last_message(session):
    texts = [text for _, text in session.get('messages', []) if not text.startswith('Status is now')]
    return texts[-1] if texts else ''
