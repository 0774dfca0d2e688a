import { expect, test } from 'vitest';
import { encodeCbor } from '../../shared/cbor.ts';
import { encodeClientFrame, encodeRelayFrame } from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { Client } from '../testing/client.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { commit, makeGroupId, send } from '../testing/group.ts';
import { makeConversation } from '../testing/portal.ts';

const hello = { type: 'hello', version: 1, cursor: 0, credit: 10 } as const;

test.for([
  ['bytes that are no CBOR', Uint8Array.of(0xff, 0, 1), 'frame-malformed', 4400],
  ['no bytes', new Uint8Array(), 'frame-malformed', 4400],
  ['an array of nothing', encodeCbor([]), 'frame-malformed', 4400],
  ['a field too many', encodeCbor(['reached', 1, 1, 1]), 'frame-malformed', 4400],
  ['a field of another kind', encodeCbor(['reached', 1, 'one']), 'frame-malformed', 4400],
  ['text', 'hello', 'frame-malformed', 4400],
  [
    'an envelope that is too long',
    encodeCbor(['send', 1, 1, new Uint8Array(limits.envelopeBytesMax + 1)]),
    'frame-malformed',
    4400,
  ],
  ['a frame that is too long', new Uint8Array(limits.clientFrameBytesMax + 1), 'frame-too-large', 1009],
  ['a second hello', encodeClientFrame(hello), 'frame-out-of-order', 4400],
] as const)(
  '%s ends the socket with its code; the room goes on and nothing is lost',
  async ([, raw, code, close]) => {
    const { conversation, groupId, ann } = await foundRoom();
    const { client: eve } = await Client.join(conversation);
    ann.say(send(groupId, 1, 1));
    eve.say(send(groupId, 1, 1));
    eve.sayRaw(raw);
    ann.say(send(groupId, 1, 2));
    expect((await eve.hear('bye')).code).toBe(code);
    expect(await eve.hearClose()).toMatchObject({ code: close });
    const heard = await ann.hearEntries(4);
    expect(heard.map((entry) => entry.seq)).toEqual([2, 3, 4]);
  },
);

test.for([
  ['a write', encodeClientFrame(commit(makeGroupId(), 0))],
  ['a question', encodeClientFrame({ type: 'group' })],
  ['a frame of an unknown type', encodeCbor(['dance'])],
] as const)('%s before hello is out of order', async ([, raw]) => {
  const client = await Client.connect(makeConversation());
  client.sayRaw(raw);
  expect((await client.hear('bye')).code).toBe('frame-out-of-order');
  expect(await client.hearClose()).toMatchObject({ code: 4400 });
});

test('another version is unsupported', async () => {
  const client = await Client.connect(makeConversation());
  client.say({ ...hello, version: 2 });
  expect((await client.hear('bye')).code).toBe('version-unsupported');
  expect(await client.hearClose()).toMatchObject({ code: 4406 });
});

test('a frame of an unknown type is refused and the socket goes on', async () => {
  const { client } = await Client.join(makeConversation());
  for (const raw of [encodeCbor(['dance', 1]), encodeRelayFrame({ type: 'bye', code: 'internal' })]) {
    client.sayRaw(raw);
    expect(await client.hear('refused')).toEqual({
      type: 'refused',
      frame: 'unknown',
      id: 0,
      code: 'frame-unknown',
      retryMs: 0,
    });
  }
  client.say({ type: 'group' });
  await client.hear('group');
});

test('what a passport does not allow is not permitted', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: reader } = await Client.join(conversation, { claims: { can: ['read'] } });
  const { client: writer } = await Client.join(conversation, { claims: { can: ['write'] } });
  const { client: nobody } = await Client.join(conversation, { claims: { can: ['invite'] } });
  const page = { type: 'page', direction: 'after', seq: 0, limit: 1 } as const;
  const signal = { type: 'signal', epoch: 1, body: Uint8Array.of(1) } as const;
  for (const [client, frame] of [
    [reader, send(groupId, 1, 1)],
    [reader, signal],
    [writer, page],
    [writer, { type: 'reached', taken: 1, read: 1 }],
    [writer, { type: 'link', epoch: 1, seq: 1, link: Uint8Array.of(1) }],
    [nobody, page],
    [nobody, send(groupId, 1, 1)],
    [nobody, commit(groupId, 1)],
    [nobody, { type: 'group' }],
  ] as const) {
    client.say(frame);
    expect(await client.hear('refused')).toMatchObject({ frame: frame.type, code: 'not-permitted' });
  }
  writer.say(send(groupId, 1, 1));
  expect(await writer.hear('ack')).toMatchObject({ kind: 'message', id: 1, seq: 2 });
  ann.say(signal);
  expect((await reader.hearEntries(2)).at(-1)).toMatchObject({ seq: 2 });
  await reader.hear('signal');
  const heard = await writer.hearAll();
  expect(heard.filter(({ type }) => type === 'entries' || type === 'signal')).toEqual([]);
});
