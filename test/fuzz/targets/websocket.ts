export const websocket = null as never;
