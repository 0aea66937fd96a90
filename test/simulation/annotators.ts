import type { Annotation } from '../../src/core/runs/annotation.js';
import type { History } from './history.js';
import type { Random } from './random.js';
import type { Server } from './server.js';
import type { WorldClock } from './world-clock.js';

export interface AnnotatorOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly servers: readonly Server[];
  readonly history: History;
  readonly note: (text: string) => void;
  readonly count: (event: string) => void;
}

/** Users who edit the notes and the labels of open and ended runs, through any server. */
export interface Annotators {
  begin(): void;
  /** Sends no further edits. */
  end(): void;
}

/** The mean time between two edits. */
const EDIT_MS = 15_000;
/** How many of the last runs are edited, so that some of them are edited by several users at the same time. */
const RECENT = 6;

export function createAnnotators(options: AnnotatorOptions): Annotators {
  const { world, random, servers, history, note, count } = options;
  let isOver = false;
  let edits = 0;

  /** Each value is unique, so that the checker knows the edit that it comes from. */
  function draw(): Annotation {
    const value = `e${++edits}`;
    const labels = [value, ...(random.chance(0.3) ? ['common'] : [])];
    if (random.chance(0.4)) return { note: value };
    return random.chance(0.5) ? { labels } : { note: value, labels };
  }

  function annotate(): void {
    const recent = [...new Set(history.publications.map(({ run }) => run.id))].slice(-RECENT);
    const life = random.pick(servers).life;
    if (recent.length === 0 || !life) return;
    const id = random.pick(recent);
    const change = draw();
    life.process.deliver(() => {
      const edit: History['edits'][number] = { run: id, change, at: world.now, answeredAt: null };
      history.edits.push(edit);
      note(`edit of ${id}: ${JSON.stringify(change)}`);
      const isElsewhere = life.core.runs.open.some(
        (run) => run.id === id && run.driver !== life.core.peers.driver,
      );
      life.core.runs.annotate(id, change).then(
        (run) => {
          edit.answeredAt = world.now;
          if (run.annotated?.isAfterEnd) count('an ended run was edited');
          else count(isElsewhere ? 'a run was edited on another server' : 'an open run was edited');
        },
        ({ message }: Error) => note(`the edit ${JSON.stringify(change)} is rejected: ${message}`),
      );
    });
  }

  function next(): void {
    world.after(random.wait(EDIT_MS), () => {
      if (isOver) return;
      annotate();
      next();
    });
  }

  return {
    begin: next,
    end() {
      isOver = true;
    },
  };
}
