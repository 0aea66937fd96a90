import { spawn } from 'node:child_process';

/** The process groups that this test process has started and must not leave behind. */
export interface ProcessGroups {
  add(group: number): void;
  /** To be called when the leader of a group has ended: a number without processes may be given to others. */
  forgetIfEmpty(group: number): void;
  /** SIGKILL to every process of the group. */
  kill(group: number): void;
  /** SIGKILL to every process of every group, for good. */
  close(): void;
}

/** Kills the registered groups (`+7` adds, `-7` removes) when its standard input ends, for any reason. */
const REAPER = `
groups=''
while read -r change; do
  case $change in
    +*) groups="$groups \${change#+} ";;
    -*) groups=$(printf %s "$groups" | sed "s/ \${change#-} / /");;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/**
 * Process groups that end with this process: by `close` when it exits, and by a shell that reads
 * from it when it is killed and can't do it itself.
 */
export function createProcessGroups(): ProcessGroups {
  const groups = new Set<number>();
  const reaper = spawn('/bin/sh', ['-c', REAPER], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  reaper.unref();
  reaper.stdin.on('error', () => {});

  const tell = (change: string) => reaper.stdin.write(`${change}\n`);
  const signal = (group: number, name: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(-group, name);
    } catch {
      return false;
    }
  };
  const forget = (group: number) => {
    if (groups.delete(group)) tell(`-${group}`);
  };

  const self: ProcessGroups = {
    add(group) {
      groups.add(group);
      tell(`+${group}`);
    },
    forgetIfEmpty(group) {
      if (!signal(group, 0)) forget(group);
    },
    kill(group) {
      if (groups.has(group)) signal(group, 'SIGKILL');
    },
    close() {
      for (const group of groups) signal(group, 'SIGKILL');
      process.off('exit', self.close);
      reaper.stdin.end();
    },
  };
  process.on('exit', self.close);
  return self;
}
