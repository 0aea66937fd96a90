import { useState } from 'react';
import { useMonitor } from '../context/context.js';
import { Close } from '../shared/close.js';
import { localClock } from '../shared/local-time.js';
import { Modal } from '../shared/modal.js';
import { useStore } from '../shared/store.js';
import { THEME_WORDS, THEMES, theme } from '../shared/theme.js';
import { useNow } from '../shared/ticking.js';
import { utc } from '../shared/utc.js';
import { endOfMute } from './choice.js';
import { choose, MUTES, noticeChoice } from './notice-choice.js';
import { askForNotification, notify, whyNoNotification } from './notification.js';
import { enableSound, sound } from './sound.js';

/** How this browser reports trouble, and the theme of the page. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal labelledBy="settings-title" className="settings" isLight onClose={onClose}>
      <h2 id="settings-title">Notices and theme</h2>
      <p>
        Notices report slots that fail, expire, are overdue or have an unknown outcome, failed runs, and a
        connection that is lost for 30 s. These settings apply to this browser. If several tabs are open, only
        one tab sends notices, even if it is hidden.
      </p>
      <Kinds />
      <Mute />
      <ThemeChoice />
      <Close onClose={onClose} />
    </Modal>
  );
}

function Kinds() {
  const { options } = useMonitor();
  const choice = useStore(noticeChoice);
  const [problem, setProblem] = useState(choice.notification ? whyNoNotification() : null);
  const chooseNotification = async (isOn: boolean) => {
    const reason = isOn ? await askForNotification() : null;
    setProblem(reason);
    choose({ notification: isOn && reason === null });
  };
  const test = () => {
    const title = `A test: this is how a notice looks · ${options.title}`;
    if (choice.notification) notify({ title, body: 'Nothing is wrong.', about: null });
    if (choice.sound) enableSound().then(sound, () => {});
  };
  return (
    <div className="kinds">
      <label>
        <input
          type="checkbox"
          checked={choice.notification}
          onChange={(event) => void chooseNotification(event.target.checked)}
        />{' '}
        Notification of the browser
      </label>
      <label>
        <input
          type="checkbox"
          checked={choice.sound}
          onChange={(event) => choose({ sound: event.target.checked })}
        />{' '}
        Sound
      </label>
      <button
        type="button"
        className="button"
        disabled={!choice.notification && !choice.sound}
        onClick={test}
      >
        Test
      </button>
      {problem && <p role="alert">{problem}</p>}
    </div>
  );
}

function Mute() {
  const now = useNow();
  const end = endOfMute(useStore(noticeChoice), now);
  return (
    <>
      <h3>Mute</h3>
      <p role="status">
        {end === null
          ? 'Not muted. Muting ends automatically at the chosen time.'
          : `Muted until ${timesOf(end)}.`}
      </p>
      <div className="choices">
        {MUTES.map(({ title, end: endFrom }) => (
          <button
            key={title}
            type="button"
            className="button"
            onClick={() => choose({ mutedUntil: endFrom(Date.now()) })}
          >
            Mute {title}
          </button>
        ))}
        {end !== null && (
          <button type="button" className="button" onClick={() => choose({ mutedUntil: null })}>
            Unmute
          </button>
        )}
      </div>
    </>
  );
}

function timesOf(time: number): string {
  const local = localClock(time);
  return `${utc(time).slice(0, 5)} UTC${local === null ? '' : `, ${local}`}`;
}

function ThemeChoice() {
  const chosen = useStore(theme);
  return (
    <fieldset className="choices">
      <legend>Theme</legend>
      {THEMES.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="theme"
            checked={chosen === name}
            onChange={() => theme.keep(() => name)}
          />{' '}
          {THEME_WORDS[name]}
        </label>
      ))}
    </fieldset>
  );
}
