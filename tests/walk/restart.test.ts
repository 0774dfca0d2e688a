import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, visit } from '../../demo/clinic.ts';
import { decodeClientFrame } from '../../shared/frames.ts';
import { Stack } from '../support/stack.ts';
import { agreed } from '../support/stack-chat.ts';
import { filesIn, findIn, writings } from '../support/stack-needles.ts';
import type { Visitor } from '../support/stack-visitor.ts';

/** In every message of its writer. Nothing else contains them. */
const mark = {
  patient: `Pq${randomBytes(5).toString('hex')}`,
  clinician: `Cq${randomBytes(5).toString('hex')}`,
};
const marks = Object.values(mark);
/** What the portal knows of these people and shows on its pages, and the relay must never hold. */
const identities = [
  people.maya.name,
  people.elena.name,
  'Okafor',
  'Rivera',
  people.maya.id,
  people.elena.id,
  visit.patient,
  visit.patient.replace('-', ' '),
  visit.encounter,
  'Blood pressure',
  'hypertension',
  'Lisinopril',
];

let stack: Stack;
let patient: Visitor;
let clinician: Visitor;
let order: string[] = [];
let count = 0;
const chats = () => [patient.chat, clinician.chat];
const ready = () => Promise.all(chats().map((chat) => chat.ready(30_000)));
/** Each writes so many messages. */
async function write(each = 1): Promise<string[]> {
  const texts = { patient: [] as string[], clinician: [] as string[] };
  for (let i = 0; i < each; i++) {
    count += 1;
    texts.patient.push(`${mark.patient} ${count}`);
    texts.clinician.push(`${mark.clinician} ${count}`);
  }
  await Promise.all(
    (['patient', 'clinician'] as const).map(async (who) => {
      for (const text of texts[who]) await { patient, clinician }[who].chat.say(text);
    }),
  );
  return [...texts.patient, ...texts.clinician];
}
const writeAndAgree = async () => {
  order = await agreed(chats(), order, await write());
};

beforeAll(async () => {
  stack = await Stack.start();
  patient = await stack.arrive('/patient');
  clinician = await stack.arrive('/clinician');
  await ready();
  await writeAndAgree();
});
afterAll(() => stack?.stop());

describe('the conversation is there again, and goes on', () => {
  it('after a reload of either page', async () => {
    for (const visitor of [patient, clinician]) {
      await visitor.reload();
      await visitor.chat.ready();
      await visitor.chat.shows(order);
      await writeAndAgree();
    }
  });

  it('after the browser was closed and opened again, with what was written meanwhile', async () => {
    for (const [away, here] of [
      [patient, clinician],
      [clinician, patient],
    ] as const) {
      await away.close();
      const text = `${here === patient ? mark.patient : mark.clinician} ${++count} meanwhile`;
      await here.chat.say(text);
      order = await agreed([here.chat], order, [text]);
      await away.reopen();
      await away.chat.ready();
      await away.chat.shows(order);
      await writeAndAgree();
    }
  });

  it('INV-1: after the relay was killed', async () => {
    await stack.killRelay();
    await writeAndAgree();
    for (const visitor of [patient, clinician]) await visitor.reload();
    await ready();
    for (const chat of chats()) await chat.shows(order);
    await writeAndAgree();
  });

  it('INV-2, INV-4: and what was written while the relay was down waits, and arrives once when it is back', async () => {
    const { release } = await stack.holdRelayDown();
    const texts = await write(2);
    for (const chat of chats()) {
      expect(await chat.texts()).toHaveLength(order.length + 2);
      expect(await chat.pending()).toHaveLength(2);
    }
    await release();
    await Promise.all(chats().map((chat) => chat.backOnline()));
    order = await agreed(chats(), order, texts);
  });

  it('after everything was killed, with what was written meanwhile', async () => {
    await stack.kill();
    const texts = await write(2);
    for (const chat of chats()) {
      await chat.log.getByText('Waiting to send').first().waitFor();
      expect(await chat.pending()).toHaveLength(2);
    }
    await stack.again();
    await Promise.all(chats().map((chat) => chat.backOnline()));
    order = await agreed(chats(), order, texts);
    for (const visitor of [patient, clinician]) await visitor.reload();
    await ready();
    for (const chat of chats()) await chat.shows(order);
    await writeAndAgree();
    for (const chat of chats()) expect(await chat.problems()).toEqual([]);
  });
});

describe('the relay cannot read it', () => {
  const relayPieces = async () =>
    (await Promise.all([patient, clinician].map(({ traffic }) => traffic.pieces(stack.relay)))).flat();
  const looked = async () =>
    (await filesIn(stack.dataDir)).flatMap(({ path, bytes }) =>
      findIn(bytes, [...marks, ...identities]).map((find) => ({
        path: path.slice(stack.dataDir.length),
        ...find,
      })),
    );

  it('the search finds a mark in a file, however it is written there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-needles-'));
    try {
      for (const as of writings(marks[0]!).keys()) {
        // Written as the search's own needles are not: by another road, in the middle of something longer.
        const [encoding = '', shift = '0'] = as.split('+');
        const text = `${'ab~'.slice(0, Number(shift))}${marks[0]}~?>`;
        const written = {
          'utf-8': () => Buffer.from(new TextEncoder().encode(text)),
          'utf-16le': () => Buffer.from([...text].flatMap((c) => [c.charCodeAt(0), 0])),
          'utf-16be': () => Buffer.from([...text].flatMap((c) => [0, c.charCodeAt(0)])),
          hex: () => Buffer.from([...text].map((c) => c.charCodeAt(0).toString(16)).join('')),
          HEX: () => Buffer.from([...text].map((c) => c.charCodeAt(0).toString(16).toUpperCase()).join('')),
          base64: () => Buffer.from(btoa(text)),
          base64url: () =>
            Buffer.from(btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')),
        }[encoding];
        await writeFile(
          join(folder, 'planted'),
          Buffer.concat([randomBytes(1001), written!(), randomBytes(77)]),
        );
        const [file] = await filesIn(folder);
        expect(findIn(file!.bytes, marks).map((find) => find.as)).toContain(as);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('no text, name or identifier is in its files or logs, while it runs and after it was killed', async () => {
    expect(await looked()).toEqual([]);
    // The messages are there, though: what the browsers sent lies in the relay's files, byte for byte.
    const sent = (await relayPieces()).flatMap(({ what, bytes }) => {
      const frame = what === 'frame-sent' && bytes[0] !== 0x70 ? decodeClientFrame(bytes) : null;
      return frame?.type === 'send' ? [Buffer.from(frame.envelope.subarray(-200))] : [];
    });
    const files = await filesIn(join(stack.dataDir, 'relay'));
    expect(sent.length).toBeGreaterThanOrEqual(order.length);
    const stored = sent.filter((envelope) => files.some(({ bytes }) => bytes.includes(envelope)));
    expect(stored.length).toBeGreaterThanOrEqual(order.length);
    expect(files.some(({ path }) => path.endsWith('-wal'))).toBe(true);
    expect(files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThan(50_000);
  });

  it('INV-9: no text, name or identifier is in what the browsers sent to it and got from it', async () => {
    const pieces = await relayPieces();
    for (const what of [
      'request',
      'request-body',
      'response',
      'response-body',
      'handshake',
      'frame-sent',
      'frame-received',
    ])
      expect(
        pieces.some((piece) => piece.what === what),
        what,
      ).toBe(true);
    const found = pieces.flatMap(({ url, what, bytes }) =>
      findIn(bytes, [...marks, ...identities]).map((find) => ({ url, what, ...find })),
    );
    expect(found).toEqual([]);
    // Had it been there, it would have been seen.
    await patient.page.evaluate(
      ({ url, text }) =>
        fetch(url, { method: 'POST', body: text, headers: { 'content-type': 'text/plain' } }).catch(() => {}),
      { url: `${stack.relay}/v1/session`, text: `${marks[0]}` },
    );
    const planted = (await patient.traffic.pieces(stack.relay)).filter(
      ({ bytes }) => findIn(bytes, marks).length > 0,
    );
    expect(planted.map(({ what }) => what)).toContain('request-body');
  });

  it('no text is in what the browsers sent to the portal, which knows the names', async () => {
    const pieces = (
      await Promise.all([patient, clinician].map(({ traffic }) => traffic.pieces(stack.portal)))
    ).flat();
    expect(pieces.some(({ url, what }) => url.endsWith('/chat/passport') && what === 'request-body')).toBe(
      true,
    );
    expect(pieces.filter(({ bytes }) => findIn(bytes, marks).length > 0)).toEqual([]);
  });

  it('no text is left in its files when all has stopped', async () => {
    await stack.kill();
    expect(await looked()).toEqual([]);
  });
});
