import { useEffect, useMemo, useRef } from 'react';
import { setParams, useParam } from '../location/location.js';

/** The selected slots, by instance id: a stream id can change, or belong to two slots. */
export function useSelection(): ReadonlySet<string> {
  const text = useParam('selected');
  return useMemo(() => new Set(text === null ? [] : text.split(',')), [text]);
}

/** The selection is part of the address, so that it can be linked and survives a reload. */
export function select(instanceIds: Iterable<string>): void {
  const text = [...new Set(instanceIds)].join(',');
  kept = text === '' ? null : text;
  setParams({ selected: text });
}

/** The last selection. The addresses of other views do not have it. */
let kept: string | null = null;

/**
 * Selects again what was selected before, when a person comes back to where slots are selected. What the address selects
 * comes first.
 *
 * @param isHere false while the component shows no selection
 */
export function useKeptSelection(isHere: boolean): void {
  const text = useParam('selected');
  const isBack = useRef(true);
  useEffect(() => {
    if (isHere && isBack.current && text === null && kept !== null) setParams({ selected: kept });
    else if (isHere) kept = text;
    isBack.current = !isHere;
  }, [isHere, text]);
}
