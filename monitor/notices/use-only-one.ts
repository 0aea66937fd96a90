import { type RefObject, useEffect, useRef } from 'react';
import { nameOnSite } from '../shared/site.js';

/**
 * Is true in one of the open pages that want the same thing. When that page closes or no longer wants it, in another one.
 * Without a secure context, browsers have no locks: then it is true in each.
 */
export function useOnlyOne(name: string, isWanted: boolean): RefObject<boolean> {
  const isMine = useRef(false);
  useEffect(() => {
    if (!isWanted) return;
    const ending = new AbortController();
    let release = () => {};
    const hold = () => {
      isMine.current = true;
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    };
    // Rejects when it is no longer wanted before its turn.
    if (window.isSecureContext)
      navigator.locks.request(nameOnSite(name), { signal: ending.signal }, hold).catch(() => {});
    else void hold();
    return () => {
      isMine.current = false;
      ending.abort();
      release();
    };
  }, [name, isWanted]);
  return isMine;
}
