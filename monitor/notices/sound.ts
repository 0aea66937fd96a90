import { createStore, type Store } from '../shared/store.js';

const NOTES: readonly number[] = [880, 660, 880];
const NOTE_S = 0.18;
const VOLUME = 0.25;

let audio: AudioContext | undefined;
const ready = createStore(false);

/** True if the browser lets the page sound. It forbids that until a person clicks or types on the page. */
export const soundIsReady: Pick<Store<boolean>, 'value' | 'listen'> = ready;

/** Asks the browser for sound; works at a click or a key. */
export async function enableSound(): Promise<void> {
  if (!audio) {
    const created = new AudioContext();
    created.onstatechange = () => ready.update(() => created.state === 'running');
    audio = created;
  }
  await audio.resume();
}

/** Three notes, made here: no file has to be loaded when something is wrong. */
export function sound(): void {
  if (!audio) return;
  for (const [place, frequency] of NOTES.entries()) {
    const start = audio.currentTime + place * NOTE_S;
    const note = new OscillatorNode(audio, { frequency, type: 'triangle' });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setTargetAtTime(VOLUME, start, 0.01);
    volume.gain.setTargetAtTime(0, start + NOTE_S * 0.6, 0.03);
    note.connect(volume).connect(audio.destination);
    note.start(start);
    note.stop(start + NOTE_S * 1.5);
  }
}
