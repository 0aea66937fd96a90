import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
// Under another name: the linter knows functions called use… as hooks of React.
import { useServer as serveSubscriptions } from 'graphql-ws/use/ws';
import { createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { createGraphiQL, GRAPHQL_PATH } from '../../src/http/graphiql.js';
import { launchChromium, openPage } from './chromium.js';
import {
  expectResponse,
  type GraphiQLSite,
  graphiqlBehaviours,
  openTab,
  run,
} from './graphiql-behaviours.js';

interface Caller {
  readonly authorization: string;
}

const schema = createSchema<Caller>({
  typeDefs: /* GraphQL */ `
    type Query {
      "Names of the slots, in no order."
      slots: [String!]!
      caller: String
    }
    type Mutation {
      takeNoise(seconds: Float!): String!
    }
    type Subscription {
      "Counts up, ten a second, for an hour at most."
      ticks: Int!
      caller: String
    }
  `,
  resolvers: {
    Query: { slots: () => ['ufm_mv12', 'ufm_uv31'], caller: (_, __, caller) => caller.authorization },
    Mutation: { takeNoise: (_, { seconds }) => `noise of ${seconds} s` },
    Subscription: {
      ticks: { subscribe: count },
      caller: {
        subscribe: async function* (_, __, caller) {
          yield { caller: caller.authorization };
        },
      },
    },
  },
});

async function* count() {
  for (let ticks = 1; ticks < 36_000; ticks++) {
    yield { ticks };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const TABS = [
  { query: 'query Slots {\n  slots\n}\n' },
  {
    query: 'mutation TakeNoise($seconds: Float!) {\n  takeNoise(seconds: $seconds)\n}\n',
    variables: '{ "seconds": 30 }',
  },
  { query: 'subscription Ticks {\n  ticks\n}\n' },
];

/** A server put together as the product's is, around a schema of a few fields. */
async function start({ tabs = TABS, webSockets = true } = {}): Promise<GraphiQLSite> {
  const yoga = createYoga<object, Caller>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    graphiql: false,
    landingPage: false,
    logging: false,
    context: ({ request }) => ({ authorization: request.headers.get('authorization') ?? 'nobody' }),
  });
  const graphiql = createGraphiQL({ title: 'Toy', tabs: () => tabs });
  const server = createServer((request, response) => {
    if (!graphiql.handle(request, response)) void yoga(request, response);
  });
  const sockets = new WebSocketServer(webSockets ? { server, path: GRAPHQL_PATH } : { noServer: true });
  const overSockets = serveSubscriptions(
    {
      schema,
      context: ({ connectionParams }) => ({
        authorization: connectionParams?.['Authorization'] ?? 'nobody',
      }),
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await overSockets.dispose();
    await yoga.dispose();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${port}${GRAPHQL_PATH}`,
    query: { tab: 'Slots', shows: /"ufm_mv12",\s+"ufm_uv31"/ },
    mutation: { tab: 'TakeNoise', shows: /noise of 30 s/ },
    subscription: { tab: 'Ticks', shows: /"ticks": \d+/ },
    docs: { field: 'slots', description: 'Names of the slots, in no order.' },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

graphiqlBehaviours('GraphiQL on a server of a few fields', start);

describe('GraphiQL when it needs something from the person', () => {
  test('the headers of the Headers editor are sent with queries, with subscriptions, and from the other tabs', async (t) => {
    const tabs = [{ query: 'query Me { caller }' }, { query: 'subscription MeLive { caller }' }];
    const { page } = await visit(t, { tabs });
    for (const { tab, token } of [
      { tab: 'Me', token: 'Bearer aaa' },
      { tab: 'MeLive', token: 'Bearer bbb' },
    ]) {
      await openTab(page, tab);
      if (tab === 'MeLive') {
        await run(page);
        await expectResponse(page, /"caller": "Bearer aaa"/);
      }
      await page.getByRole('button', { name: 'Headers', exact: true }).click();
      await page.getByRole('region', { name: 'Headers' }).locator('.view-lines:visible').click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(`{ "Authorization": "${token}" }`);
      await run(page);
      await expectResponse(page, new RegExp(`"caller": "${token}"`));
    }
  });

  test('if WebSockets are blocked, the page reports that in plain words', async (t) => {
    const { page } = await visit(t, { webSockets: false });
    await openTab(page, 'Ticks');
    await run(page);
    await expectResponse(page, /No WebSocket connection to/);
  });

  test('a subscription reports a broken connection at once, keeps its results, and reconnects', async (t) => {
    const { page, site } = await visit(t);
    await openTab(page, 'Ticks');
    await run(page);
    await expectResponse(page, /"received": \d+(.|\n)*"ticks": 4(.|\n)*"ticks": 3(.|\n)*"ticks": 2/);
    await site.stop();
    await expectResponse(page, /"connection": "(The|No)(.|\n)*Reconnecting\."(.|\n)*"ticks": 3/);
    await page.getByRole('button', { name: /^Stop query/ }).click();
    await page.getByRole('button', { name: /^Execute query/ }).waitFor();
  });

  async function visit(t: TestContext, options?: Parameters<typeof start>[0]) {
    const site = await start(options);
    t.after(() => site.stop());
    const browser = await launchChromium();
    t.after(() => browser.close());
    return { ...(await openPage(t, browser, site.url)), site };
  }
});
