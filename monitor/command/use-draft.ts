import { useState } from 'react';
import { setParams, useParam } from '../location/location.js';
import { addressOf, type Draft, type DraftAddress, draftFrom } from './draft.js';
import type { Kind } from './entries.js';

/**
 * The draft, kept in the address, so that it can be linked and survives a reload. The fields keep their text, also where
 * it cannot be read yet. When somebody else changes the address, such as a link, the fields show that.
 */
export function useDraft(kindOf: (name: string) => Kind): [Draft, (change: Partial<Draft>) => void] {
  const params = useParam('params');
  const options = useParam('options');
  const note = useParam('note');
  const address = { params, options, note };
  const [held, hold] = useState(() => ({ draft: draftFrom(address, kindOf), address }));
  const isOurs = isSame(held.address, address);
  const draft = isOurs ? held.draft : draftFrom(address, kindOf);
  if (!isOurs) hold({ draft, address });

  function edit(change: Partial<Draft>): void {
    const next = { ...draft, ...change };
    const written = addressOf(next);
    hold({ draft: next, address: written });
    setParams({ ...written });
  }
  return [draft, edit];
}

const isSame = (a: DraftAddress, b: DraftAddress) =>
  a.params === b.params && a.options === b.options && a.note === b.note;
