import { openEnvelope, sealEnvelope } from '../engine/envelope.ts';
import { deriveEpochKeys } from '../engine/epoch-keys.ts';
import { generateKeyPair, hashLength, signerFrom } from '../engine/mls/index.ts';
import { concat, utf8 } from '../shared/bytes.ts';
import { median, type Table } from './table.ts';

const suite = 0x004d;
const textBytes = 200;

/** Operations a second, one after another, as a conversation does them. */
export interface CryptoFigures {
  readonly seal: number;
  readonly bareSeal: number;
  readonly open: number;
  readonly bareOpen: number;
  readonly envelopeBytes: number;
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/**
 * Seals and opens `count` messages in each of `rounds`, and does what is bare beneath in the same round: sign the text,
 * import an AES key, encrypt text and signature; decrypt, verify with a key that is there already.
 */
export async function measureCrypto(o: { count: number; rounds: number }): Promise<CryptoFigures> {
  const keys = await deriveEpochKeys(suite, random(32), 1, random(hashLength(suite)));
  const pair = await generateKeyPair(suite);
  const signer = await signerFrom(suite, pair);
  const device = random(32);
  device.set(
    new Uint8Array(await crypto.subtle.digest('SHA-256', signer.publicKey as Uint8Array<ArrayBuffer>)),
  );
  const text = utf8('x'.repeat(textBytes));
  const inner = {
    leaf: 0,
    device,
    prev: random(32),
    headSeq: 1,
    head: random(32),
    timeMs: Date.now(),
    type: 1,
    body: text,
  };
  const rates = {
    seal: [] as number[],
    bareSeal: [] as number[],
    open: [] as number[],
    bareOpen: [] as number[],
  };
  const timed = async (name: keyof typeof rates, work: (i: number) => Promise<void>) => {
    const started = performance.now();
    for (let i = 0; i < o.count; i++) await work(i);
    rates[name].push((o.count / (performance.now() - started)) * 1000);
  };
  const aes = (raw: Uint8Array<ArrayBuffer>, use: 'encrypt' | 'decrypt') =>
    crypto.subtle.importKey('raw', raw, 'AES-GCM', false, [use]);
  const envelopes: Uint8Array[] = [];
  const boxes: { raw: Uint8Array<ArrayBuffer>; iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }[] = [];

  for (let round = 0; round <= o.rounds; round++) {
    await timed('seal', async (i) => {
      envelopes[i] = await sealEnvelope(keys, signer, { ...inner, counter: i + 1 });
    });
    await timed('bareSeal', async (i) => {
      const [raw, iv] = [random(32), random(12)];
      const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, text));
      const key = await aes(raw, 'encrypt');
      const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, concat(text, signature));
      boxes[i] = { raw, iv, sealed };
    });
    await timed('open', async (i) => {
      const opened = await openEnvelope(keys, envelopes[i]!, () => signer.publicKey);
      if (opened.kind !== 'message') throw new Error(opened.code);
    });
    await timed('bareOpen', async (i) => {
      const { raw, iv, sealed } = boxes[i]!;
      const key = await aes(raw, 'decrypt');
      const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed));
      const [said, signature] = [plain.subarray(0, textBytes), plain.subarray(textBytes)];
      if (!(await crypto.subtle.verify('Ed25519', pair.publicKey, signature, said)))
        throw new Error('verify');
    });
  }
  // The first round warms up.
  const rate = (name: keyof typeof rates) => median(rates[name].slice(1));
  return {
    seal: rate('seal'),
    bareSeal: rate('bareSeal'),
    open: rate('open'),
    bareOpen: rate('bareOpen'),
    envelopeBytes: envelopes[0]!.length,
  };
}

/** The table of {@link measureCrypto} in each place. */
export function cryptoTable(places: readonly (readonly [name: string, figures: CryptoFigures])[]): Table {
  return {
    section: 'crypto',
    title: 'Envelopes: operations a second, 200-byte text, one after another',
    columns: ['', 'Bedside', 'bare WebCrypto', 'ratio'],
    rows: places.flatMap(([name, { seal, bareSeal, open, bareOpen }]) => [
      [`${name}, seal`, seal, bareSeal, seal / bareSeal],
      [`${name}, open`, open, bareOpen, open / bareOpen],
    ]),
    notes: [
      `envelope of ${places[0]?.[1].envelopeBytes ?? 0} bytes: header, commitment, padding and Ed25519 signature inside`,
      'bare: AES-GCM importKey + encrypt + Ed25519 sign; importKey + decrypt + verify',
    ],
  };
}
