import { useEffect } from 'react';
import { useMonitor } from '../context/context.js';
import { useStore } from '../shared/store.js';
import { endOfMute } from './choice.js';
import { noticeChoice } from './notice-choice.js';
import { noticeOf } from './notice-text.js';
import { notify, whyNoNotification } from './notification.js';
import { enableSound, sound, soundIsReady } from './sound.js';
import { useOnlyOne } from './use-only-one.js';
import { watchTrouble } from './watch.js';

/** Tells of trouble as chosen, in one of the open pages. */
export function useNotices(): void {
  const { live, link, options } = useMonitor();
  const choice = useStore(noticeChoice);
  const isSoundReady = useStore(soundIsReady);
  const notifies = useOnlyOne('notification', choice.notification && whyNoNotification() === null);
  const sounds = useOnlyOne('sound', choice.sound && isSoundReady);

  useEffect(() => {
    if (!choice.sound || isSoundReady) return;
    // After a reload, the browser wants another click or key first.
    const enable = () => void enableSound().catch(() => {});
    enable();
    for (const kind of GESTURES) document.addEventListener(kind, enable);
    return () => {
      for (const kind of GESTURES) document.removeEventListener(kind, enable);
    };
  }, [choice.sound, isSoundReady]);

  useEffect(
    () =>
      watchTrouble(live, link, (troubles) => {
        const notice = noticeOf(troubles, options.title, Date.now());
        if (!notice || endOfMute(noticeChoice.value, Date.now()) !== null) return;
        if (notifies.current) notify(notice);
        if (sounds.current) sound();
      }),
    [live, link, options, notifies, sounds],
  );
}

const GESTURES = ['pointerdown', 'keydown'] as const;
