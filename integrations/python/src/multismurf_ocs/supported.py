"""The sorunlib that the adapter was made for. It replaces functions that sorunlib may change at any time."""

import inspect

import sorunlib
from sorunlib import smurf

VERSIONS = ('0.1.35',)

#: The functions of ``sorunlib.smurf`` that are replaced or called.
SIGNATURES = {
    '_run_op': '(operation, concurrent, settling_time, **kwargs)',
    'stream': '(state, tag=None, subtype=None, wait_for_stream=True, **kwargs)',
    '_wait_for_cryo': '(time_)',
    '_check_smurf_threshold': '()',
}


class UnsupportedSorunlibError(RuntimeError):
    """The installed sorunlib is not the one that the adapter was made for. Nothing was changed."""


def require_supported():
    """Checks the version of sorunlib and the signatures of its functions.

    Raises:
        UnsupportedSorunlibError: The message says what was expected, what was found, and what to do.

    """
    found = []
    if sorunlib.__version__ not in VERSIONS:
        found.append(f'version {sorunlib.__version__}')
    for name, expected in SIGNATURES.items():
        function = getattr(smurf, name, None)
        if function is None:
            found.append(f'no function sorunlib.smurf.{name}')
        elif str(inspect.signature(function)) != expected:
            found.append(f'sorunlib.smurf.{name}{inspect.signature(function)} instead of {name}{expected}')
    if found:
        wanted = ' or '.join(VERSIONS)
        raise UnsupportedSorunlibError(
            f'use_multismurf() requires sorunlib {wanted}, but found {", ".join(found)}. Nothing was changed: sorunlib '
            f'commands the slots itself. Install sorunlib {wanted}, or a multismurf-ocs for your version of sorunlib, '
            'or remove use_multismurf() from the script.')
