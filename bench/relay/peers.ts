import { WebSocket } from 'ws';
import { generateKeyPair, signerFrom } from '../../engine/mls/index.ts';
import { deviceJwk } from '../../engine/passport.ts';
import { proveDevice } from '../../engine/proof.ts';
import { conversationId, mintPassport, type PortalKeys } from '../../portal/index.ts';
import {
  type ClientFrame,
  decodeRelayFrame,
  encodeClientFrame,
  frameVersion,
  type RelayFrame,
  subprotocol,
} from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { commit, envelope, makeGroupId, send } from '../../worker/testing/group.ts';
import { tenant } from '../portal.ts';

/** How to reach a server, and in what words. */
export type Target =
  | { readonly kind: 'bedside'; readonly origin: string; readonly portal: string; readonly keys: PortalKeys }
  | { readonly kind: 'plain'; readonly origin: string };

/** Called for every message that a peer hears, its own among them. */
export type Heard = (peer: number, sender: number, id: number) => void;

/** One socket in the room. `id` counts 1, 2, 3, … at each peer. */
export interface Peer {
  say(id: number): void;
  close(): void;
}

/** Bytes around the body in `worker/testing/group.ts`'s envelope. */
const clearBytes = 42;
const suite = 0x004d;

const opened = (socket: WebSocket): Promise<void> =>
  new Promise((done, fail) => {
    socket.once('open', () => done()).once('error', fail);
  });

/** `count` peers in one fresh room, ready to talk in messages of `bytes`. */
export const enter = (target: Target, count: number, bytes: number, heard: Heard): Promise<Peer[]> =>
  target.kind === 'plain'
    ? enterPlain(target, count, bytes, heard)
    : enterBedside(target, count, bytes, heard);

/** Message: u32 sender, u32 id, then noise; the server sends it to everyone as it is. */
async function enterPlain(
  { origin }: Extract<Target, { kind: 'plain' }>,
  count: number,
  bytes: number,
  heard: Heard,
): Promise<Peer[]> {
  const url = `${origin.replace(/^http/, 'ws')}/${crypto.randomUUID()}`;
  const peers: Peer[] = [];
  for (let index = 0; index < count; index++) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('message', (data: Buffer) => heard(index, data.readUInt32BE(0), data.readUInt32BE(4)));
    await opened(socket);
    const message = Buffer.from(crypto.getRandomValues(new Uint8Array(bytes)));
    message.writeUInt32BE(index, 0);
    peers.push({
      say: (id) => {
        message.writeUInt32BE(id, 4);
        socket.send(Buffer.from(message));
      },
      close: () => socket.terminate(),
    });
  }
  return peers;
}

/**
 * Everyone in a room is sent the same bytes; the generator decodes them once. It measures the server, and fifty clients
 * in one process would be all decoder.
 */
class Ear {
  readonly #recent: { readonly bytes: Buffer; readonly frame: RelayFrame }[] = [];

  decode(bytes: Buffer): RelayFrame {
    for (const known of this.#recent)
      if (known.bytes.length === bytes.length && known.bytes.equals(bytes)) return known.frame;
    const frame = decodeRelayFrame(bytes);
    this.#recent.unshift({ bytes, frame });
    this.#recent.length = Math.min(this.#recent.length, 8);
    return frame;
  }
}

/** Real sessions: a device key, a passport from the portal, a DPoP proof, a ticket, hello, and credit as it is used up. */
async function enterBedside(
  target: Extract<Target, { kind: 'bedside' }>,
  count: number,
  bytes: number,
  heard: Heard,
): Promise<Peer[]> {
  const encounter = crypto.randomUUID();
  const { roomSecret } = target.keys;
  const conversation = conversationId({ roomSecret, patient: 'bench', encounter, topic: 'clinical' });
  const groupId = makeGroupId();
  const ear = new Ear();
  const peerOf = new Map<number, number>();
  const peers: Peer[] = [];
  for (let index = 0; index < count; index++) {
    const socket = await connect(target, conversation, index);
    const body = envelope(groupId, 1, bytes - clearBytes);
    const say = (frame: ClientFrame) => socket.send(encodeClientFrame(frame));
    let last = 0;
    let credit: number = limits.creditEntriesMax;
    let paging = false;
    const take = (entries: Extract<RelayFrame, { type: 'entries' }>['entries']) => {
      for (const { seq, kind, device, id } of entries) {
        if (seq <= last) continue;
        if (seq !== last + 1) throw new Error(`seq ${seq} after ${last}`);
        last = seq;
        if (kind === 'message') heard(index, peerOf.get(device)!, id);
      }
    };
    const pull = () => {
      paging = true;
      say({ type: 'page', direction: 'after', seq: last, limit: limits.pageEntriesMax });
    };
    await new Promise<void>((ready, fail) => {
      socket.on('close', (code) => fail(new Error(`socket closed: ${code}`)));
      socket.on('message', (data: Buffer) => {
        const frame = ear.decode(data);
        if (frame.type === 'entries') {
          credit -= frame.entries.length;
          if (!paging) take(frame.entries);
          if (index === 0 && last === 1) ready();
          if (!paging && credit < limits.creditEntriesMax / 2) {
            say({ type: 'credit', entries: limits.creditEntriesMax - credit });
            credit = limits.creditEntriesMax;
          }
        } else if (frame.type === 'state') {
          peerOf.set(frame.device, index);
          last = frame.head;
          if (index === 0) say(commit(groupId, 0));
          else ready();
        } else if (frame.type === 'behind') {
          pull();
        } else if (frame.type === 'page') {
          take(frame.entries);
          if (frame.more) return pull();
          paging = false;
          credit = limits.creditEntriesMax;
          say({ type: 'credit', entries: limits.creditEntriesMax });
        } else if (frame.type === 'pace') {
          say({ type: 'paced', mark: frame.mark });
        } else if (frame.type === 'refused' && frame.frame === 'page' && frame.code === 'slow-down') {
          setTimeout(pull, frame.retryMs);
        } else if (frame.type === 'refused' || frame.type === 'bye') {
          throw new Error(`the relay said ${frame.type} ${frame.code}`);
        }
      });
      say({ type: 'hello', version: frameVersion, cursor: 0, credit });
    });
    peers.push({
      say: (id) => say({ ...send(groupId, 1, id), envelope: body }),
      close: () => {
        socket.removeAllListeners('close');
        socket.terminate();
      },
    });
  }
  return peers;
}

async function connect(
  { origin, portal, keys }: Extract<Target, { kind: 'bedside' }>,
  conversation: string,
  index: number,
): Promise<WebSocket> {
  const pair = await generateKeyPair(suite);
  const { publicKey } = await signerFrom(suite, pair);
  const passport = await mintPassport({
    keys,
    issuer: portal,
    person: { sub: `person-${index}` },
    conversation,
    topic: 'clinical',
    role: 'patient',
    can: ['read', 'write'],
    deviceKey: deviceJwk(suite, publicKey),
  });
  const url = `${origin}/v1/session`;
  const proof = await proveDevice({
    suite,
    keys: pair,
    signatureKey: publicKey,
    url,
    passport,
    nowMs: Date.now(),
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', dpop: proof },
    body: JSON.stringify({ tenant, passport }),
  });
  if (response.status !== 201) throw new Error(`session: ${response.status} ${await response.text()}`);
  const { room, ticket } = (await response.json()) as { room: string; ticket: string };
  const socket = new WebSocket(
    `${origin.replace(/^http/, 'ws')}/v1/rooms/${room}/socket`,
    [subprotocol, `ticket.${ticket}`],
    { perMessageDeflate: false },
  );
  await opened(socket);
  return socket;
}
