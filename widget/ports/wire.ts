import type { Session, Socket, SocketEvents, Wire } from '../../engine/index.ts';
import { BedsideError, isErrorCode } from '../../shared/errors.ts';
import { heartbeat, subprotocol } from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';

/** The relay at an origin, for a tenant, by fetch and WebSocket. */
export function browserWire(relay: string, tenant: string): Wire {
  const sessionUrl = `${relay}/v1/session`;
  let skewMs = 0;
  let revocation: string | null = null;
  return {
    sessionUrl,
    get skewMs() {
      return skewMs;
    },
    get revocation() {
      return revocation;
    },
    session: async ({ passport, proof }) => {
      const response = await fetch(sessionUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', dpop: proof },
        body: JSON.stringify({ tenant, passport }),
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        redirect: 'error',
        signal: AbortSignal.timeout(limits.openDeadlineMs),
      }).catch(() => {
        throw new BedsideError('relay-unreachable');
      });
      const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
      // A phone whose clock is off asks again by the relay's.
      if (body?.['code'] === 'clock-off' && typeof body['now'] === 'number')
        skewMs = body['now'] - Date.now();
      revocation = typeof body?.['revocation'] === 'string' ? body['revocation'] : null;
      if (!response.ok) throw new BedsideError(isErrorCode(body?.['code']) ? body['code'] : 'relay-invalid');
      const { room, ticket } = body ?? {};
      const named = /^[\w-]{16,128}$/;
      if (
        typeof room !== 'string' ||
        typeof ticket !== 'string' ||
        !named.test(room) ||
        !named.test(ticket)
      ) {
        throw new BedsideError('relay-invalid');
      }
      return { room, ticket };
    },
    connect: ({ room, ticket }: Session, on: SocketEvents): Socket => {
      const url = `${relay.replace(/^http/, 'ws')}/v1/rooms/${room}/socket`;
      // The ticket travels as a subprotocol: in a URL it would stand in logs.
      const socket = new WebSocket(url, [subprotocol, `ticket.${ticket}`]);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => on.opened();
      socket.onmessage = ({ data }) => {
        if (data instanceof ArrayBuffer) on.frame(new Uint8Array(data));
        else if (data === heartbeat.pong) on.pong();
      };
      socket.onclose = ({ code }) => on.closed(code);
      const send = (data: Uint8Array<ArrayBuffer> | string) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(data);
      };
      return {
        send: (bytes) => send(bytes as Uint8Array<ArrayBuffer>),
        ping: () => send(heartbeat.ping),
        close: () => {
          socket.onclose = null;
          socket.onmessage = null;
          socket.close();
        },
      };
    },
  };
}
