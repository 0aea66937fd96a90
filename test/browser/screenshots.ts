import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { projectRoot } from '../project-root.js';
import { launchChromium } from './chromium.js';
import { type Night, startNight, VIEWS, type View } from './night.js';

/**
 * Makes pictures of the monitor on simulated slots.
 *
 *     node dist/test/browser/screenshots.js                   those that docs/ shows
 *     node dist/test/browser/screenshots.js FOLDER [PART]     every view with 4, 16 and 100 slots, well and with faults,
 *                                                             in every size, dark and light; of these, the files whose
 *                                                             names contain PART, such as 100-faults or run-live-1440
 */
const [folder, part = ''] = process.argv.slice(2);

/** A picture of a view: where, of what, and how. */
interface Picture {
  readonly file: string;
  readonly slots: number;
  readonly hasFaults: boolean;
  readonly view: View;
  readonly width: Width;
  readonly colorScheme: Scheme;
}

const HEIGHTS = { 1440: 900, 3840: 2160, 390: 844 } as const;
type Width = keyof typeof HEIGHTS;
const WIDTHS: readonly Width[] = [1440, 3840, 390];
const SCHEMES = ['dark', 'light'] as const;
type Scheme = (typeof SCHEMES)[number];

function docsPictures(): readonly Picture[] {
  const dark = { slots: 16, hasFaults: true, width: 1440, colorScheme: 'dark' } as const;
  const pictures: Readonly<Record<string, Pick<Picture, 'view'> & Partial<Picture>>> = {
    monitor: { view: 'slots' },
    'monitor-light': { view: 'slots', colorScheme: 'light' },
    'monitor-100': { view: 'slots', slots: 100 },
    'monitor-wall': { view: 'wall', width: 3840 },
    'monitor-phone': { view: 'slots', width: 390 },
    'monitor-command': { view: 'command' },
    'monitor-run': { view: 'run' },
    'monitor-results': { view: 'results' },
    'monitor-slot': { view: 'slot' },
    'monitor-runs': { view: 'runs' },
    'monitor-hand-over': { view: 'hand-over', colorScheme: 'light' },
  };
  return Object.entries(pictures).map(([name, picture]) => ({
    ...dark,
    ...picture,
    file: join(projectRoot, 'docs', `${name}.png`),
  }));
}

function allPictures(into: string): readonly Picture[] {
  return [4, 16, 100].flatMap((slots) =>
    [false, true].flatMap((hasFaults) =>
      VIEWS.flatMap((view) =>
        WIDTHS.flatMap((width) =>
          SCHEMES.map((colorScheme) => {
            const name = `${slots}-${hasFaults ? 'faults' : 'well'}-${view}-${width}-${colorScheme}`;
            return { file: join(into, `${name}.png`), slots, hasFaults, view, width, colorScheme };
          }),
        ),
      ),
    ),
  );
}

async function take(browser: Browser, night: Night, picture: Picture): Promise<void> {
  const { view, width, colorScheme, file } = picture;
  const page = await browser.newPage({ viewport: { width, height: HEIGHTS[width] }, colorScheme });
  const addresses = await night.addresses();
  await page.goto(`${night.origin}/${addresses[view]}`);
  await page.getByText(/^● Live/).waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready.then(() => {})');
  await page.screenshot({ path: file });
  await page.close();
}

const wanted =
  folder === undefined
    ? docsPictures()
    : allPictures(folder).filter(({ file }) => basename(file).includes(part));
if (folder !== undefined) mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
try {
  for (const slots of new Set(wanted.map((picture) => picture.slots))) {
    for (const hasFaults of [false, true]) {
      const pictures = wanted.filter((one) => one.slots === slots && one.hasFaults === hasFaults);
      if (pictures.length === 0) continue;
      const night = await startNight(slots, hasFaults);
      for (const picture of pictures) await take(browser, night, picture);
      await night.close();
    }
  }
} finally {
  await browser.close();
}
process.exit();
