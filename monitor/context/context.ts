import { createContext, useContext } from 'react';
import type { SlotReading } from '../states/slot-state.js';
import type { Connection } from './connect.js';
import type { PageOptions } from './page-options.js';

/** What every view needs. */
export interface Monitor extends Connection {
  readonly options: PageOptions;
}

export const MonitorContext = createContext<Monitor | null>(null);
/** All slots, in the order of the server. It changes up to once per frame. */
export const ReadingsContext = createContext<readonly SlotReading[]>([]);

export function useMonitor(): Monitor {
  const monitor = useContext(MonitorContext);
  if (!monitor) throw new Error('A part of the monitor is outside of MonitorContext.');
  return monitor;
}

export const useSlotReadings = (): readonly SlotReading[] => useContext(ReadingsContext);
