import './notices.css';
import { useMemo, useState } from 'react';
import { useCommands } from '../shared/commands.js';
import { useStore } from '../shared/store.js';
import { THEME_WORDS, THEMES, theme } from '../shared/theme.js';
import { useNow } from '../shared/ticking.js';
import { utc } from '../shared/utc.js';
import { endOfMute } from './choice.js';
import { choose, MUTES, noticeChoice } from './notice-choice.js';
import { whyNoNotification } from './notification.js';
import { SettingsDialog } from './settings-dialog.js';
import { soundIsReady } from './sound.js';
import { useNotices } from './use-notices.js';

/** Tells of trouble. A bell in the top bar shows whether it does, and opens its settings. */
export function Notices() {
  const [isOpen, setOpen] = useState(false);
  useNotices();
  useCommands(
    useMemo(
      () => [
        { title: 'Settings of notices and theme', run: () => setOpen(true) },
        ...MUTES.map(({ title, end }) => ({
          title: `Mute the notices ${title}`,
          run: () => choose({ mutedUntil: end(Date.now()) }),
        })),
        { title: 'Unmute the notices', run: () => choose({ mutedUntil: null }) },
        ...THEMES.map((name) => ({
          title: `Theme: ${THEME_WORDS[name].toLowerCase()}`,
          run: () => theme.keep(() => name),
        })),
      ],
      [],
    ),
  );
  return (
    <>
      <Bell onClick={() => setOpen(true)} />
      {isOpen && <SettingsDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function Bell({ onClick }: { readonly onClick: () => void }) {
  const choice = useStore(noticeChoice);
  const mutedUntil = endOfMute(choice, useNow());
  const isSoundBlocked = !useStore(soundIsReady) && choice.sound;
  const isOn = choice.notification || choice.sound;
  const problem = isSoundBlocked
    ? 'click on the page to allow sound'
    : choice.notification && whyNoNotification() !== null
      ? 'blocked by the browser'
      : null;
  const muted = mutedUntil === null ? null : `muted until ${utc(mutedUntil).slice(0, 5)} UTC`;
  const shown = isOn ? (muted ?? problem) : null;
  return (
    <button
      type="button"
      className={shown === null ? 'bell' : 'bell warn'}
      aria-haspopup="dialog"
      title="Notices and theme"
      onClick={onClick}
    >
      <svg className="sign" viewBox="0 0 14 14" aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M2 10.5h10c-1-1-1.4-2-1.4-4.2a3.6 3.6 0 0 0-7.2 0c0 2.2-.4 3.2-1.4 4.2Z" strokeWidth="1.4" />
        <path d="M5.6 12.6q1.4 1 2.8 0M7 1v1.4" strokeWidth="1.4" />
        {(!isOn || muted !== null) && <path d="m1.5 12.5 11-11" strokeWidth="1.4" />}
      </svg>
      <span className={shown === null ? 'hidden' : undefined}>Notices: {shown ?? (isOn ? 'on' : 'off')}</span>
    </button>
  );
}
