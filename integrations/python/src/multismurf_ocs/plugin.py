"""The agents of this package, as ``ocs.agent_cli`` looks them up (entry point group ``ocs.plugins``)."""

package_name = 'multismurf_ocs'
agents = {
    'MultiSmurfManager': {'module': 'multismurf_ocs.serve', 'entry_point': 'main'},
}
