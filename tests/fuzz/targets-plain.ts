import { decodeBody, encodeChange, encodeSaid } from '../../engine/body.ts';
import { decodeText } from '../../engine/envelope.ts';
import { decodeIntroduction, encodeIntroduction } from '../../engine/introduction.ts';
import {
  conversationExtension,
  encodeCommitData,
  encodeHead,
  leafFor,
  readCommitData,
  readHead,
  readIdentity,
  readLeafPassport,
  saysCut,
} from '../../engine/leaf.ts';
import { type Reader, readWhole, Writer } from '../../engine/mls/index.ts';
import { readDisclosure } from '../../engine/passport.ts';
import { base64url, concat, equal, fromBase64url, utf8 } from '../../shared/bytes.ts';
import { decodeCbor, encodeCbor } from '../../shared/cbor.ts';
import {
  decodeClientFrame,
  decodeRelayFrame,
  encodeClientFrame,
  encodeRelayFrame,
} from '../../shared/frames.ts';
import { commitHeader, envelopeHeader, groupIdBytes } from '../../shared/headers.ts';
import type { Claims } from '../../shared/passport.ts';
import { vectors } from '../spec/vector-files.ts';
import type { Dice } from './dice.ts';
import { mutate, mutateInCbor, mutateJsonPart, mutateText } from './mutate.ts';
import { fault, type Target } from './target.ts';

export const bytesOf = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(hex, 'hex'));
const bytesIn = (kind: string): Uint8Array[] =>
  vectors<{ bytes: string }>(kind).map(({ it }) => bytesOf(it.bytes));

/** Like one of the samples, or nothing like any. */
const like = (samples: readonly Uint8Array[], dice: Dice) => mutate(dice.pick(samples), dice, samples);

/** What is taken must be the one encoding of what came out: two spellings of one frame would hash apart. */
function onlySpelling(input: Uint8Array, again: Uint8Array): void {
  if (!equal(input, again)) fault('two spellings of one value were taken');
}

const frames = (
  name: string,
  folder: string,
  codec: { decode: (bytes: Uint8Array) => unknown; encode: (frame: never) => Uint8Array },
): Target => ({
  name,
  weight: 18,
  codes: ['frame-malformed', 'frame-unknown', 'frame-too-large'],
  open: async () => {
    const good = bytesIn(folder);
    for (const sample of good) onlySpelling(sample, codec.encode(codec.decode(sample) as never));
    const samples = [...good, ...good, ...bytesIn('frames/refused')];
    return (dice) => {
      const input = dice.once(2) ? like(samples, dice) : mutateInCbor(dice.pick(samples), dice, samples);
      return { input, run: () => onlySpelling(input, codec.encode(codec.decode(input) as never)) };
    };
  },
});

const cbor: Target = {
  name: 'cbor',
  weight: 18,
  codes: ['frame-malformed'],
  open: async () => {
    const nested = encodeCbor([[[[[[[1, 'a', new Uint8Array(3), null, true, 2 ** 40]]]]]]]);
    const samples = [
      nested,
      ...bytesIn('frames/client'),
      ...bytesIn('frames/relay'),
      ...bytesIn('frames/refused'),
    ];
    return (dice) => {
      const input = dice.once(6) ? mutateInCbor(dice.pick(samples), dice, samples) : like(samples, dice);
      return { input, run: () => onlySpelling(input, encodeCbor(decodeCbor(input))) };
    };
  },
};

/** Reads by a random program: every method, vectors within vectors. */
function readBy(program: Dice, from: Reader, depth: number): void {
  const step = program.below(11);
  const before = [from.position, from.left] as const;
  if (step === 0) from.u8();
  else if (step === 1) from.u16();
  else if (step === 2) from.u32();
  else if (step === 3) from.u64();
  else if (step === 4) from.fixed(program.below(40));
  else if (step === 5) from.length();
  else if (step === 6) from.opaque(program.once(2) ? 1 << program.below(20) : undefined);
  else if (step === 7) from.since(program.below(from.position + 1));
  else if (step === 8) from.done();
  else if (step === 9 && depth < 6) from.optional(() => readBy(program, from, depth + 1));
  // What reads nothing would go round for ever but for the limit on items; the limit is a caller's to give.
  else if (depth < 6) from.vector(1 + program.below(300), () => readBy(program, from, depth + 1));
  if (from.left < 0 || from.position < before[0]) fault('the reader ran out of its bounds');
}

const reader: Target = {
  name: 'reader',
  weight: 18,
  codes: ['mls-malformed'],
  open: async () => {
    const samples = [0, 1, 63, 64, 300, 20_000].map((size) =>
      new Writer()
        .u8(1)
        .u16(2)
        .opaque(new Uint8Array(size))
        .vector([1, 2, 3], (to, item) => to.u32(item))
        .vector(['a', 'bc'], (to, item) => to.opaque(utf8(item)))
        .optional(7, (to, value) => to.u64(value))
        .done(),
    );
    return (dice) => {
      const input = like(samples, dice);
      return {
        input,
        run: () =>
          readWhole(input, (from) => {
            for (let steps = 0; steps < 40 && from.left > 0; steps++) readBy(dice, from, 0);
          }),
      };
    };
  },
};

const headers: Target = {
  name: 'headers',
  weight: 6,
  codes: ['envelope-foreign', 'commit-foreign'],
  open: async () => {
    const samples = bytesIn('headers');
    return (dice) => {
      const input = like(samples, dice);
      const read = dice.once(2) ? envelopeHeader : commitHeader;
      return {
        input,
        run: () => {
          const { groupId, epoch } = read(input);
          if (groupId.length !== groupIdBytes || !Number.isSafeInteger(epoch))
            fault('a header out of bounds');
        },
      };
    };
  },
};

const leaf: Target = {
  name: 'leaf',
  weight: 6,
  codes: ['group-rule'],
  open: async () => {
    const claims = { iss: 'https://portal.example', sub: 'someone', did: 'device' } as Claims;
    const { identity, extensions } = leafFor('a.b.c~', claims);
    const head = encodeHead({ seq: 7, hash: new Uint8Array(32).fill(7) });
    const conversation = conversationExtension(claims.iss, 'c'.repeat(43)).data;
    const cut = encodeCommitData(readHead(head), true);
    const samples = [identity, extensions[0]!.data, head, cut, conversation];
    readIdentity(identity);
    readHead(head);
    return (dice) => {
      const input = like(samples, dice);
      const kind = dice.below(4);
      return {
        input,
        run: () => {
          if (kind === 1) onlySpelling(input, encodeHead(readHead(input)));
          else if (kind === 3) {
            saysCut(input);
            const { isCut, ...data } = readCommitData(input);
            onlySpelling(input, encodeCommitData(data, isCut));
          } else if (kind === 2) readLeafPassport(Array(dice.below(3)).fill({ type: 0xf0b2, data: input }));
          else {
            const { issuer, person, device } = readIdentity(input);
            onlySpelling(input, leafFor('', { iss: issuer, sub: person, did: device } as Claims).identity);
          }
        },
      };
    };
  },
};

const introductions: Target = {
  name: 'introductions',
  weight: 6,
  codes: [],
  open: async () => {
    const samples = [
      encodeIntroduction([]),
      encodeIntroduction(['WyJzIiwibmFtZSIsIkFuYSJd', 'abcd']),
      utf8('Guten Tag, ä'),
    ];
    if (decodeIntroduction(samples[1]!).length !== 2) fault('a valid introduction was refused');
    return (dice) => {
      const input = like(samples, dice);
      return {
        input,
        run: () => {
          const found = decodeIntroduction(input);
          if (found.length > 0) onlySpelling(input, encodeIntroduction(found));
          decodeText(input);
        },
      };
    };
  },
};

const bodies: Target = {
  name: 'bodies',
  weight: 6,
  codes: [],
  open: async () => {
    const target = { seq: 41, hash: new Uint8Array(32).fill(7) };
    const made = [
      encodeSaid('ä', target, 0),
      encodeSaid('ä', null, 60_000),
      encodeChange({ kind: 'edit', target, text: 'Guten Tag' }),
      encodeChange({ kind: 'reaction', target, emoji: '👩🏽‍⚕️', on: true }),
      encodeChange({ kind: 'redaction', target, why: 'expired' }),
    ];
    for (const { type, body } of made)
      if (typeof decodeBody(type, body) === 'string') fault('a valid body was refused');
    const samples = made.map(({ body }) => body);
    return (dice) => {
      const { type } = dice.pick(made);
      const input = like(samples, dice);
      return {
        input,
        run: () => {
          const read = decodeBody(type, input);
          if (typeof read === 'string' || read.kind === 'introduction' || read.kind === 'leave') return;
          if (read.kind !== 'text') onlySpelling(input, encodeChange(read).body);
          // A remark that is no more than a text is said shorter than it came.
          else if (read.text !== '' && (read.quotes !== null || read.lifeMs > 0))
            onlySpelling(input, encodeSaid(read.text, read.quotes, read.lifeMs).body);
        },
      };
    };
  },
};

const disclosures: Target = {
  name: 'disclosures',
  weight: 6,
  codes: [],
  open: async () => {
    const samples = [
      ['salt', 'name', 'Ana Rivera'],
      ['s', 'credentials', ['RN', { a: 1 }]],
    ].map((value) => base64url(utf8(JSON.stringify(value))));
    for (const sample of samples)
      if (readDisclosure(sample) === null) fault('a valid disclosure was refused');
    return (dice) => {
      const sample = dice.pick(samples);
      const input = dice.once(2) ? mutateJsonPart(sample, dice) : mutateText(sample, dice, samples);
      return {
        input,
        run: () => {
          const bytes = fromBase64url(input);
          if (bytes !== null && base64url(bytes) !== input) fault('two spellings of one text');
          readDisclosure(input);
        },
      };
    };
  },
};

/** Formats without a key: what is taken is compared with what it is made of. */
export const plainTargets: readonly Target[] = [
  frames('client-frames', 'frames/client', { decode: decodeClientFrame, encode: encodeClientFrame as never }),
  frames('relay-frames', 'frames/relay', { decode: decodeRelayFrame, encode: encodeRelayFrame as never }),
  cbor,
  reader,
  headers,
  leaf,
  introductions,
  bodies,
  disclosures,
];
export { concat, like };
