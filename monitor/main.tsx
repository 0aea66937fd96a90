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
import { onSignInOrOut } from './token/session.js';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root.');
const options = readPageOptions();
followTheme();

/** The page with its connection. Whoever signs in or out, in this tab or another, gets a new one. */
function Connected() {
  const [connection, setConnection] = useState<Connection | null>(null);
  useEffect(() => {
    let opened = connect();
    setConnection(opened);
    const stop = onSignInOrOut(() => {
      opened.close();
      opened = connect();
      setConnection(opened);
    });
    return () => {
      stop();
      opened.close();
    };
  }, []);
  if (!connection) return null;
  return (
    <ApolloProvider client={connection.client}>
      <MonitorContext value={{ ...connection, options }}>
        <App />
      </MonitorContext>
    </ApolloProvider>
  );
}

createRoot(root).render(<Connected />);
