import { useMemo } from 'react';
import { setParams, useParam } from '../location/location.js';

/** The selected slots, by instance id: a stream id can change, or belong to two slots. */
export function useSelection(): ReadonlySet<string> {
  const text = useParam('selected');
  return useMemo(() => new Set(text === null ? [] : text.split(',')), [text]);
}

/** The selection is part of the address, so that it can be linked and survives a reload. */
export function select(instanceIds: Iterable<string>): void {
  setParams({ selected: [...new Set(instanceIds)].join(',') });
}
