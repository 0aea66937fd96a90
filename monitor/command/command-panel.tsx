import { lazy, Suspense } from 'react';
import { setParams, useParam } from '../location/location.js';
import { useCommands } from '../shared/commands.js';

const Panel = lazy(async () => ({ default: (await import('./panel.js')).Panel }));

const OFFERED = [
  { title: 'Run an operation…', keys: 'r', run: () => setParams({ command: 'choose' }) },
] as const;

/** Starts an operation on the chosen slots. Open while the address has `command`; it is loaded when it is opened first. */
export function CommandPanel() {
  useCommands(OFFERED);
  const command = useParam('command');
  if (command === null) return null;
  return (
    <Suspense>
      <Panel command={command} />
    </Suspense>
  );
}
