import { createServer, type Server } from 'node:http';
import { WebSocket } from 'ws';
import { generateKeyPair, signerFrom } from '../../engine/mls/index.ts';
import { deviceJwk } from '../../engine/passport.ts';
import { proveDevice } from '../../engine/proof.ts';
import {
  conversationId,
  generatePortalKeys,
  jwks,
  mintPassport,
  type PortalKeys,
} from '../../portal/index.ts';
import { subprotocol } from '../../shared/frames.ts';

const suite = 1;
export const tenantName = 'crash';

/** A portal that lists its keys on the loopback, and vouches for whoever is made here. */
export class Clinic {
  readonly keys: PortalKeys;
  readonly issuer: string;
  readonly #server: Server;

  private constructor(keys: PortalKeys, issuer: string, server: Server) {
    this.keys = keys;
    this.issuer = issuer;
    this.#server = server;
  }

  static async open(): Promise<Clinic> {
    const keys = generatePortalKeys();
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(jwks(keys)));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new Clinic(keys, `http://127.0.0.1:${(server.address() as { port: number }).port}`, server);
  }

  conversation(encounter: string): string {
    return conversationId({ roomSecret: this.keys.roomSecret, patient: 'p', encounter, topic: 'clinical' });
  }

  /** A device of a new person, with a passport for the conversation. */
  async device(conversation: string, person: string): Promise<Device> {
    const keys = await generateKeyPair(suite);
    const { publicKey } = await signerFrom(suite, keys);
    const passport = await mintPassport({
      keys: this.keys,
      issuer: this.issuer,
      person: { sub: person },
      conversation,
      topic: 'clinical',
      role: 'patient',
      can: ['read', 'write'],
      deviceKey: deviceJwk(suite, publicKey),
    });
    return new Device(keys, publicKey, passport);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(() => done()));
  }
}

/** One device's way to the relay: passport, proof, ticket, socket, as PROTOCOL.md §3 has it. */
export class Device {
  readonly #keys: CryptoKeyPair;
  readonly #publicKey: Uint8Array;
  readonly #passport: string;

  constructor(keys: CryptoKeyPair, publicKey: Uint8Array, passport: string) {
    this.#keys = keys;
    this.#publicKey = publicKey;
    this.#passport = passport;
  }

  /** A socket that is open, or an error. `listen` is called before anything can be missed. */
  async connect(origin: string, listen: (socket: WebSocket) => void): Promise<WebSocket> {
    const url = `${origin}/v1/session`;
    const passport = this.#passport;
    const proof = await proveDevice({
      suite,
      keys: this.#keys,
      signatureKey: this.#publicKey,
      url,
      passport,
      nowMs: Date.now(),
    });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', dpop: proof },
      body: JSON.stringify({ tenant: tenantName, passport }),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status !== 201) throw new Error(`session: ${response.status} ${await response.text()}`);
    const { room, ticket } = (await response.json()) as { room: string; ticket: string };
    const socket = new WebSocket(
      `${origin.replace(/^http/, 'ws')}/v1/rooms/${room}/socket`,
      [subprotocol, `ticket.${ticket}`],
      { perMessageDeflate: false, handshakeTimeout: 10_000 },
    );
    listen(socket);
    await new Promise<void>((done, fail) => {
      socket
        .once('open', () => done())
        .once('error', fail)
        .once('close', fail);
    });
    // A killed relay resets the connection; `close` follows, and that is what is listened for.
    socket.on('error', () => {});
    return socket;
  }
}
