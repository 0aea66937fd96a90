import { setParams, useAddress, useParam } from '../location/location.js';
import { Boundary } from '../shared/boundary.js';
import { useCommands } from '../shared/commands.js';
import { loaded } from '../shared/loaded.js';
import { closePanel } from './open-close.js';

const Panel = loaded(async () => (await import('./panel.js')).Panel);

const OFFERED = [
  { title: 'Run an operation…', keys: 'r', run: () => setParams({ command: 'choose' }) },
] as const;

/** Starts an operation on the chosen slots. Open while the address has `command`; it is loaded when it is opened first. */
export function CommandPanel() {
  useCommands(OFFERED);
  const address = useAddress();
  const command = useParam('command');
  if (command === null) return null;
  return (
    <Boundary address={address} onClose={closePanel}>
      <Panel command={command} />
    </Boundary>
  );
}
