import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { until } from '../until.js';

export interface AlertBody {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

/** The body of Alertmanager's webhook, as far as tests look at it. */
export interface Body {
  readonly status: string;
  readonly alerts: readonly AlertBody[];
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly truncatedAlerts: number;
}

export interface Got {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** Receives the posts of a webhook over HTTP. */
export interface Receiver {
  readonly url: string;
  readonly got: readonly Got[];
  /** Answers so from now on; 200 by default. */
  answer(answer: Answer): void;
  /** The first post, of now or later, with an alert that fits. */
  alert(
    fits: (alert: AlertBody) => boolean,
    what: string,
  ): Promise<{ readonly body: Body; readonly alert: AlertBody }>;
}

export async function startReceiver(t: TestContext, port = 0): Promise<Receiver> {
  const got: Got[] = [];
  let answer: Answer = { status: 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      got.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answer.status, answer.headers).end(answer.text ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    answer(next) {
      answer = next;
    },
    alert: (fits, what) =>
      until(
        () => {
          for (const { body } of got) {
            const alert = body.alerts.find(fits);
            if (alert) return { body, alert };
          }
          return null;
        },
        () => `${what}, among ${JSON.stringify(got.map(({ body }) => body))}`,
      ),
  };
}
