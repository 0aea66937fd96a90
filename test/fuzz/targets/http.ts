export const http = null as never;
