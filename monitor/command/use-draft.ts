import { useCallback, useMemo, useRef, useState } from 'react';
import { setParams, useParam } from '../location/location.js';
import { addressOf, type Draft, type DraftAddress, draftFrom } from './draft.js';
import { kindIn } from './fields-of.js';
import type { Field } from './model.js';

/**
 * The draft, kept in the address, so that it can be linked and survives a reload. The fields keep their text, also where
 * it cannot be read yet. When somebody else changes the address, such as a link, the fields show that.
 */
export function useDraft(fields: readonly Field[]): [Draft, (change: Partial<Draft>) => void] {
  const params = useParam('params');
  const options = useParam('options');
  const note = useParam('note');
  const address = useMemo(() => ({ params, options, note }), [params, options, note]);
  const [held, hold] = useState(() => ({ draft: draftFrom(address, kindIn(fields)), address }));
  const isOurs = isSame(held.address, address);
  const shown = isOurs ? held : { draft: draftFrom(address, kindIn(fields)), address };
  if (!isOurs) hold(shown);
  const latest = useRef(shown.draft);
  latest.current = shown.draft;

  const edit = useCallback((change: Partial<Draft>) => {
    const draft = { ...latest.current, ...change };
    const written = addressOf(draft);
    hold({ draft, address: written });
    setParams({ ...written });
  }, []);
  return [shown.draft, edit];
}

const isSame = (a: DraftAddress, b: DraftAddress) =>
  a.params === b.params && a.options === b.options && a.note === b.note;
