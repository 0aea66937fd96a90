import { useLayoutEffect, useState } from 'react';

/** A doubled key or click must not command the telescope: an answer counts only after this time, in milliseconds. */
const DELIBERATE_MS = 400;

/**
 * Guards a question while it is on the page: Enter does nothing just after it has opened, nor while it is held down.
 *
 * @returns whether an answer counts already
 */
export function useDeliberate(): boolean {
  const [isReady, setReady] = useState(false);
  // Before the question can have the focus.
  useLayoutEffect(() => {
    let counts = false;
    const timer = setTimeout(() => {
      counts = true;
      setReady(true);
    }, DELIBERATE_MS);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.repeat || !counts)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey, true);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', onKey, true);
    };
  }, []);
  return isReady;
}
