"""MultiSmurf for OCS: a plugin for HostManager, and an adapter for sorunlib."""
