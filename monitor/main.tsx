import './style/tokens.css';
import './style/page.css';
import { ApolloProvider } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { type Connection, connect } from './context/connect.js';
import { MonitorContext } from './context/context.js';
import { readPageOptions } from './context/page-options.js';
import { followTheme } from './shared/theme.js';
import { useSharedToken } from './token/use-shared-token.js';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root.');
const options = readPageOptions();
followTheme();

/** The page with its connection. A token makes a new connection. */
function Connected() {
  const [token, setToken] = useState<string | null>(null);
  const [connection, setConnection] = useState<Connection | null>(null);
  useEffect(() => {
    const opened = connect(token);
    setConnection(opened);
    return opened.close;
  }, [token]);
  useSharedToken(connection, setToken);
  if (!connection) return null;
  return (
    <ApolloProvider client={connection.client}>
      <MonitorContext value={{ ...connection, options }}>
        <App hasToken={token !== null} onToken={setToken} />
      </MonitorContext>
    </ApolloProvider>
  );
}

createRoot(root).render(<Connected />);
