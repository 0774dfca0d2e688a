import { DurableObject } from 'cloudflare:workers';

/** The smallest Durable Object that stores a message and tells everyone: one INSERT and one send a socket, each time. */
export class NaiveRoom extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS messages(seq INTEGER PRIMARY KEY, body BLOB NOT NULL)');
  }

  async fetch() {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  async webSocketMessage(_socket, message) {
    this.ctx.storage.sql.exec('INSERT INTO messages(body) VALUES (?)', message);
    for (const socket of this.ctx.getWebSockets()) socket.send(message);
  }
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === '/v1/health') return new Response('ok');
    return env.ROOMS.get(env.ROOMS.idFromName(pathname)).fetch(request);
  },
};
