import { evictDurableObject } from 'cloudflare:test';
import type { ErrorCode } from '../../shared/errors.ts';
import {
  type ClientFrame,
  decodeRelayFrame,
  type Entry,
  encodeClientFrame,
  frameVersion,
  type RelayFrame,
  subprotocol,
} from '../../shared/frames.ts';
import type { Room } from '../room/room.ts';
import {
  type DeviceKey,
  makeDeviceKey,
  makeProof,
  mintPassport,
  type PassportWish,
  postSession,
  relayFetch,
  testEnv,
} from './portal.ts';

type Frame<T extends RelayFrame['type']> = Extract<RelayFrame, { type: T }>;
export interface Opened {
  readonly room: string;
  readonly ticket: string;
}

/** A session through the front door. */
export async function openSession(
  conversation: string,
  more: { key?: DeviceKey; claims?: Record<string, unknown>; tenant?: string } = {},
): Promise<Opened & { key: DeviceKey }> {
  const key = more.key ?? (await makeDeviceKey());
  const tenant = more.tenant ?? 'riverside';
  const wish: PassportWish = { tenant, conversation, jkt: key.jkt, claims: more.claims ?? {} };
  const passport = await mintPassport(wish);
  const response = await postSession(passport, await makeProof(key, passport), { tenant });
  if (response.status !== 201) throw new Error(`session: ${response.status} ${await response.text()}`);
  return { ...((await response.json()) as Opened), key };
}

export function upgrade(
  room: string,
  ticket: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return relayFetch(`/v1/rooms/${room}/socket`, {
    headers: {
      Upgrade: 'websocket',
      'Sec-WebSocket-Protocol': `${subprotocol}, ticket.${ticket}`,
      ...headers,
    },
  });
}

export const roomStub = (room: string): DurableObjectStub<Room> =>
  testEnv.ROOMS.get(testEnv.ROOMS.idFromName(room));

/** Puts the room to sleep, its sockets hibernating. A room that sleeps already stays asleep. */
export async function putToSleep(room: string): Promise<void> {
  try {
    await evictDurableObject(roomStub(room));
  } catch (thrown) {
    if (!String(thrown).includes('not currently running')) throw thrown;
  }
}

/** A member at the other end of a real socket: says frames, and keeps what it hears until the test asks. */
export class Client {
  readonly room: string;
  readonly key: DeviceKey;
  readonly #socket: WebSocket;
  readonly #heard: RelayFrame[] = [];
  #wake: () => void = () => {};
  #pong: ((text: string) => void) | null = null;
  closed: { code: number; reason: string } | null = null;
  /** It does not read: it sends, and never says how far it has read. */
  isDeaf = false;

  private constructor(room: string, key: DeviceKey, socket: WebSocket) {
    this.room = room;
    this.key = key;
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.accept();
    socket.addEventListener('message', (event) => {
      if (typeof event.data === 'string') {
        this.#pong?.(event.data);
        return;
      }
      const frame = decodeRelayFrame(new Uint8Array(event.data as ArrayBuffer));
      if (frame.type === 'pace' && !this.isDeaf) this.say({ type: 'paced', mark: frame.mark });
      this.#heard.push(frame);
      this.#wake();
    });
    socket.addEventListener('close', (event) => {
      this.closed = { code: event.code, reason: event.reason };
      this.#wake();
    });
  }

  /** A socket, without a hello yet. */
  static async connect(
    conversation: string,
    more: { key?: DeviceKey; claims?: Record<string, unknown>; tenant?: string } = {},
  ): Promise<Client> {
    const { room, ticket, key } = await openSession(conversation, more);
    const response = await upgrade(room, ticket);
    if (response.webSocket === null) throw new Error(`upgrade: ${response.status} ${await response.text()}`);
    return new Client(room, key, response.webSocket);
  }

  /** A greeted socket, and the state that it was told. */
  static async join(
    conversation: string,
    more: { key?: DeviceKey; claims?: Record<string, unknown>; tenant?: string; credit?: number } = {},
  ): Promise<{ client: Client; state: Frame<'state'> }> {
    const client = await Client.connect(conversation, more);
    client.say({ type: 'hello', version: frameVersion, cursor: 0, credit: more.credit ?? 1024 });
    return { client, state: await client.hear('state') };
  }

  say(frame: ClientFrame): void {
    this.#socket.send(encodeClientFrame(frame));
  }
  sayRaw(message: Uint8Array | string): void {
    this.#socket.send(message);
  }
  ping(): Promise<string> {
    const answered = new Promise<string>((resolve) => {
      this.#pong = resolve;
    });
    this.#socket.send('ping');
    return answered;
  }
  close(): void {
    this.#socket.close(1000);
  }

  /** The next frame of that type, taken out; frames of other types stay for later. Fails after `withinMs`. */
  hear<T extends RelayFrame['type']>(type: T, withinMs = 5_000): Promise<Frame<T>> {
    return this.hearEither([type], withinMs);
  }

  /** The next frame of one of these types. */
  async hearEither<T extends RelayFrame['type']>(types: readonly T[], withinMs = 5_000): Promise<Frame<T>> {
    return (await this.#until(() => {
      const at = this.#heard.findIndex(({ type }) => (types as readonly string[]).includes(type));
      return at < 0 ? null : this.#heard.splice(at, 1)[0]!;
    }, withinMs)) as Frame<T>;
  }

  /** Live entries until the one at `seq`, in the order heard. */
  async hearEntries(seq: number): Promise<Entry[]> {
    const entries: Entry[] = [];
    while ((entries.at(-1)?.seq ?? 0) < seq) entries.push(...(await this.hear('entries')).entries);
    return entries;
  }

  /** What the room said of the device's own message: the entry's place, or why not. */
  async hearOutcome(id: number): Promise<{ seq: number; at: number } | { code: ErrorCode; retryMs: number }> {
    return this.#until(() => {
      for (const [at, frame] of this.#heard.entries()) {
        const isAnswer =
          (frame.type === 'ack' && frame.kind === 'message' && frame.id === id) ||
          (frame.type === 'refused' && frame.frame === 'send' && frame.id === id);
        if (!isAnswer) continue;
        this.#heard.splice(at, 1);
        return frame;
      }
      return null;
    }, 5_000) as Promise<Frame<'ack'> | Frame<'refused'>>;
  }

  /** What is in the ear now, taken out, after the room has answered everything said so far. */
  async hearAll(): Promise<RelayFrame[]> {
    this.say({ type: 'group' });
    await this.hear('group');
    return this.#heard.splice(0);
  }

  async hearClose(): Promise<{ code: number; reason: string }> {
    return this.#until(() => this.closed, 5_000);
  }

  async #until<T>(look: () => T | null, withinMs: number): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = look();
      if (found !== null) return found;
      if (Date.now() > deadline)
        throw new Error(`not heard; heard: ${this.#heard.map((frame) => frame.type).join(' ')}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 50);
      });
    }
  }
}
