import { createHash, randomUUID } from 'node:crypto';
import { CompactSign, type JWK } from 'jose';
import {
  decodeRelayFrame,
  type Entry,
  encodeClientFrame,
  type RelayFrame,
  subprotocol,
} from '../../shared/frames.ts';
import { eventually, type Stack } from './stack.ts';

/** A raw socket to a room: says any bytes, keeps what it hears. */
export class RawSocket {
  readonly heard: RelayFrame[] = [];
  closed: number | null = null;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.heard.push(decodeRelayFrame(new Uint8Array(data)));
    };
    socket.onclose = ({ code }) => {
      this.closed = code;
    };
  }

  static async open(url: string, ticket: string): Promise<RawSocket> {
    const socket = new WebSocket(url, [subprotocol, `ticket.${ticket}`]);
    const raw = new RawSocket(socket);
    await eventually('the socket is open', 5_000, () => {
      if (raw.closed !== null) throw new Error(`the socket was refused: ${raw.closed}`);
      return socket.readyState === WebSocket.OPEN;
    });
    return raw;
  }

  say(message: Uint8Array | string): void {
    this.#socket.send(message as Uint8Array<ArrayBuffer> | string);
  }

  /** The next frame of that type, taken out. */
  async hear<T extends RelayFrame['type']>(type: T): Promise<Extract<RelayFrame, { type: T }>> {
    const frame = await eventually(`a frame of type ${type}`, 5_000, () => {
      const at = this.heard.findIndex((one) => one.type === type);
      return at < 0 ? null : this.heard.splice(at, 1)[0];
    });
    return frame as Extract<RelayFrame, { type: T }>;
  }

  /** The newest entry of a kind in the room's log. */
  async newest(kind: Entry['kind']): Promise<Entry> {
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      this.say(encodeClientFrame({ type: 'page', direction: 'before', seq: before, limit: 100 }));
      const { entries } = await this.hear('page');
      const found = entries.findLast((entry) => entry.kind === kind);
      if (found !== undefined) return found;
      if (entries.length === 0) throw new Error(`no ${kind} in the log`);
      before = entries[0]!.seq;
    }
  }

  async hearClose(): Promise<number> {
    return eventually('the socket is closed', 5_000, () => this.closed);
  }

  close(): void {
    this.#socket.close();
  }
}

/**
 * A device that has every right to a session, by the patient's own sign-in, and then says what no widget would. Made
 * with nothing of the engine: what it can do, anyone can whom the portal lets in.
 */
export class Intruder {
  readonly #relay: string;
  readonly #passport: string;
  readonly #keys: CryptoKeyPair;
  readonly #jwk: JWK;

  private constructor(o: { relay: string; passport: string; keys: CryptoKeyPair; jwk: JWK }) {
    this.#relay = o.relay;
    this.#passport = o.passport;
    this.#keys = o.keys;
    this.#jwk = o.jwk;
  }

  /** Signs in at the portal as its page does, and gets a passport for a key of its own. */
  static async enter({ portal, relay }: Stack): Promise<Intruder> {
    const keys = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
    const { kty, crv, x } = await crypto.subtle.exportKey('jwk', keys.publicKey);
    const jwk = { kty: kty!, crv: crv!, x: x! };
    const page = await fetch(`${portal}/patient`);
    const conversation = /conversation="([\w-]{43})"/.exec(await page.text())![1]!;
    const cookie = page.headers.getSetCookie()[0]!.split(';')[0]!;
    const asked = await fetch(`${portal}/patient/chat/passport`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: portal, cookie },
      body: JSON.stringify({ conversation, deviceKey: jwk }),
    });
    const { passport } = (await asked.json()) as { passport: string };
    // The name stays at home: the relay takes a passport without disclosures only.
    return new Intruder({ relay, passport: `${passport.split('~')[0]}~`, keys, jwk });
  }

  /** A session and its socket, without a hello yet. */
  async socket(): Promise<RawSocket> {
    const proof = await new CompactSign(
      Buffer.from(
        JSON.stringify({
          jti: randomUUID(),
          htm: 'POST',
          htu: `${this.#relay}/v1/session`,
          iat: Math.floor(Date.now() / 1000),
          ath: createHash('sha256').update(this.#passport).digest('base64url'),
        }),
      ),
    )
      .setProtectedHeader({ alg: 'EdDSA', typ: 'dpop+jwt', jwk: this.#jwk })
      .sign(this.#keys.privateKey);
    const answer = await fetch(`${this.#relay}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', dpop: proof },
      body: JSON.stringify({ tenant: 'riverside', passport: this.#passport }),
    });
    if (answer.status !== 201) throw new Error(`session: ${answer.status} ${await answer.text()}`);
    const { room, ticket } = (await answer.json()) as { room: string; ticket: string };
    return RawSocket.open(`${this.#relay.replace('http', 'ws')}/v1/rooms/${room}/socket`, ticket);
  }
}
