import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ManagedProcess } from './managed-process.js';
import type { Network } from './network.js';

type Variables = Record<string, unknown>;

/** `multismurf serve` as a process of its own, on a test network. */
export interface MultiSmurf {
  /** Its output, and the power to kill and restart it. */
  readonly process: ManagedProcess;
  /** `http://HOST:PORT/graphql`, or `https:` with `--tls-cert`; the port is another after a restart. */
  readonly url: string;
  readonly wsUrl: string;
  /** Sends a query or mutation over HTTP; answers with what came, errors included. */
  request<Data = Record<string, unknown>>(
    document: string,
    variables?: Variables,
    headers?: Record<string, string>,
  ): Promise<FormattedExecutionResult<Data>>;
  /** The events of a subscription over WebSocket, until the loop over them is left. */
  subscribe<Data = Record<string, unknown>>(
    document: string,
    variables?: Variables,
  ): AsyncIterableIterator<FormattedExecutionResult<Data>>;
  stop(): Promise<void>;
}

export interface MultiSmurfOptions {
  /** Of the process and its log; two on one network need two. */
  readonly name?: string;
  /** More arguments of `serve`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const LISTENING = /listening on (https?:\/\/[^\s"]+\/graphql)/;

/** Starts the program on the network's site file; resolves when it listens. It ends with the network. */
export async function startMultiSmurf(
  network: Pick<Network, 'siteFile' | 'spawn'>,
  options: MultiSmurfOptions = {},
): Promise<MultiSmurf> {
  const { name = 'multismurf' } = options;
  let url = '';
  const wsUrl = () => url.replace(/^http/, 'ws');
  const site = ['--site-file', network.siteFile, '--site-host', 'localhost', '--port', '0'];
  const program = await network.spawn({
    name,
    command: process.execPath,
    args: [MAIN, 'serve', ...site, ...(options.args ?? [])],
    // Each server needs its own folder.
    env: { MULTISMURF_DATA_DIR: join(dirname(network.siteFile), `${name}.data`), ...options.env },
    async ready(started) {
      const line = await started.waitForLine(LISTENING, 30_000);
      url = LISTENING.exec(line)?.[1] ?? '';
    },
  });
  const client = createClient({ url: wsUrl, webSocketImpl: WebSocket, retryAttempts: 0 });

  return {
    process: program,
    get url() {
      return url;
    },
    get wsUrl() {
      return wsUrl();
    },
    async request<Data>(document: string, variables: Variables = {}, headers: Record<string, string> = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify({ query: document, variables }),
        signal: AbortSignal.timeout(90_000),
      });
      return (await response.json()) as FormattedExecutionResult<Data>;
    },
    subscribe: <Data>(document: string, variables: Variables = {}) =>
      client.iterate<Data, Record<string, unknown>>({ query: document, variables }),
    async stop() {
      await client.dispose();
      await program.stop();
    },
  };
}
