/** 64 MB, the most that Crossbar takes; a session of an agent may hold several. */
const MESSAGE_LIMIT = 64 * 1024 * 1024;

/**
 * Crossbar's configuration for OCS: the roles, permissions and paths of the template that OCS ships,
 * with messages of any size. Its `auto_ping_size` of 4 is refused by today's Crossbar, which wants 12.
 */
export function crossbarConfig(options: { port: number; realm: string; addressRoot: string }): unknown {
  const { port, realm, addressRoot } = options;
  const role = (name: string, register: boolean) => ({
    name,
    permissions: [
      {
        uri: `${addressRoot}.`,
        match: 'prefix',
        allow: { call: true, register, publish: true, subscribe: true },
        disclose: { caller: false, publisher: false },
        cache: true,
      },
    ],
  });
  return {
    version: 2,
    workers: [
      {
        type: 'router',
        realms: [{ name: realm, roles: [role('iocs_agent', true), role('iocs_controller', false)] }],
        transports: [
          {
            type: 'web',
            endpoint: { type: 'tcp', interface: '127.0.0.1', port },
            paths: {
              ws: {
                type: 'websocket',
                auth: { anonymous: { type: 'static', role: 'iocs_agent' } },
                options: {
                  open_handshake_timeout: 2500,
                  close_handshake_timeout: 1000,
                  auto_ping_interval: 10000,
                  auto_ping_timeout: 5000,
                  auto_ping_size: 12,
                  max_frame_size: MESSAGE_LIMIT,
                  max_message_size: MESSAGE_LIMIT,
                },
              },
              call: { type: 'caller', realm, role: 'iocs_controller', options: {} },
            },
          },
        ],
      },
    ],
  };
}
