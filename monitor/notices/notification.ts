import { goTo } from '../location/location.js';
import type { NoticeText } from './notice-text.js';

/** Why the browser shows no notifications of this page; null if it does. */
export function whyNoNotification(): string | null {
  if (!('Notification' in window) || !window.isSecureContext)
    return 'This browser shows notifications only of pages over https or on localhost.';
  if (Notification.permission !== 'granted')
    return 'The browser forbids notifications of this page. Allow them in its settings for this address.';
  return null;
}

/** Asks the person, at a click. @returns why not; null if it is allowed */
export async function askForNotification(): Promise<string | null> {
  if ('Notification' in window && window.isSecureContext) await Notification.requestPermission();
  return whyNoNotification();
}

/** A click on the notification opens what it is about. It has no sound: that is a choice of its own. */
export function notify({ title, body, about }: NoticeText): void {
  try {
    const shown = new Notification(title, { body, silent: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
      if (about?.slot) goTo('slot', { id: about.slot });
      else if (about?.run) goTo('run', { id: about.run.id });
      else goTo('slots');
    };
  } catch {
    // A phone shows notifications only of installed pages.
  }
}
