import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base64url, hex } from '../shared/bytes.ts';
import { codeOf } from '../shared/errors.ts';
import { encodeClientFrame } from '../shared/frames.ts';
import { TestRoom } from '../tests/support/room.ts';
import { TestDevice, TestPortal, texts, until } from '../tests/support/world.ts';
import type { Snapshot, VaultWay } from './snapshot.ts';

const key = () => base64url(crypto.getRandomValues(new Uint8Array(16)));
const code = (): VaultWay => ({ kind: 'code', id: '', key: key() });
const passkey = (): VaultWay => ({
  kind: 'passkey',
  id: key(),
  key: base64url(crypto.getRandomValues(new Uint8Array(32))),
});
const stateOf = ({ vault }: Snapshot) => (vault?.policy === 'own' ? vault.state : vault?.policy);
const said = (text: string) => (now: Snapshot) =>
  now.lines.some((line) => line.kind === 'text' && line.text === text && line.seq !== null);
const codeFrom = (work: Promise<unknown>) => work.then(() => 'done', codeOf);

describe('a vault that its person keeps', () => {
  let portal: TestPortal;
  let room: TestRoom;
  let devices: TestDevice[];
  const device = (person = 'Maya') => {
    const name = `${person}${devices.length}`;
    const made = new TestDevice({
      wire: () => room.wire(name),
      identity: portal.identity(person),
      conversation: portal.conversation(),
    });
    devices.push(made);
    return made;
  };
  /** Maya has said something and made a vault by this way; nobody is there. */
  const kept = async (way: VaultWay) => {
    const maya = device();
    await maya.ready();
    await until(maya.talk, (now) => stateOf(now) === 'none');
    await maya.talk.say('one');
    await until(maya.talk, said('one'));
    await maya.talk.keepVault(way);
    await until(maya.talk, (now) => stateOf(now) === 'open');
    await maya.talk.say('two');
    await until(maya.talk, said('two'));
    await maya.talk.stop();
    return maya;
  };
  beforeEach(async () => {
    portal = await TestPortal.open();
    portal.vaults = 'own';
    room = new TestRoom();
    devices = [];
  });
  afterEach(async () => {
    for (const { talk } of devices) await talk.stop();
  });

  it('is made by nobody where the portal did not say that people keep one', async () => {
    for (const policy of ['portal', 'none'] as const) {
      portal.vaults = policy;
      const maya = device();
      await maya.ready();
      expect(await codeFrom(maya.talk.keepVault(code()))).toBe('not-permitted');
    }
    expect(room.vaults.size).toBe(0);
  });

  for (const make of [code, passkey])
    it(`a second device is locked out until it is opened by ${make().kind}, and then reads everything with nobody online`, async () => {
      const way = make();
      await kept(way);
      const second = device();
      await second.ready();
      const locked = await until(second.talk, (now) => stateOf(now) === 'locked');
      expect(locked.vault).toMatchObject({ ways: [{ kind: way.kind, id: way.id }] });
      expect(texts(locked)).toEqual([]);
      expect(locked.history.withheld).toBe(true);
      expect(await codeFrom(second.talk.openVault({ ...way, key: key() }))).toBe('vault-locked');
      await second.talk.openVault(way);
      const now = await until(second.talk, (it) => texts(it).length === 2);
      expect([stateOf(now), ...texts(now)]).toEqual(['open', 'one', 'two']);
      await second.reload();
      await until(second.talk, (it) => texts(it).length === 2 && stateOf(it) === 'open');
    });

  it('the first device goes on with it after a reload, and nobody asks for the code', async () => {
    const maya = await kept(code());
    await maya.reload();
    await until(maya.talk, (now) => stateOf(now) === 'open' && texts(now).length === 2);
  });

  it('a second way in opens the same vault, and both go on working', async () => {
    const [first, second] = [code(), passkey()];
    const maya = await kept(first);
    await maya.reload();
    await until(maya.talk, (now) => stateOf(now) === 'open');
    await maya.talk.keepVault(second);
    expect(maya.talk.snapshot.vault).toMatchObject({
      state: 'open',
      ways: [{ kind: 'code' }, { kind: 'passkey' }],
    });
    await maya.talk.stop();
    for (const way of [first, second]) {
      const other = device();
      await other.ready();
      await until(other.talk, (now) => stateOf(now) === 'locked');
      await other.talk.openVault(way);
      await until(other.talk, (now) => texts(now).length === 2);
      await other.talk.stop();
    }
  });

  it('who lost every way in makes a new vault: what was before stays closed, what comes after comes back', async () => {
    await kept(code());
    const again = device();
    await again.ready();
    await until(again.talk, (now) => stateOf(now) === 'locked');
    const way = code();
    await again.talk.keepVault(way);
    await again.talk.say('three');
    await until(again.talk, said('three'));
    await again.talk.stop();
    const third = device();
    await third.ready();
    await until(third.talk, (now) => stateOf(now) === 'locked');
    await third.talk.openVault(way);
    const now = await until(third.talk, said('three'));
    expect(texts(now)).toEqual(['three']);
  });

  it('of two devices that make one at once, one is told that the other was quicker', async () => {
    const [one, two] = [device(), device()];
    await one.ready();
    await two.ready();
    for (const { talk } of [one, two]) await until(talk, (now) => stateOf(now) === 'none');
    const outcomes = await Promise.all([
      codeFrom(one.talk.keepVault(code())),
      codeFrom(two.talk.keepVault(code())),
    ]);
    expect(outcomes.sort()).toEqual(['done', 'vault-refused']);
  });

  it('it is not said to be there before what the relay gave back was opened', async () => {
    const maya = device();
    await maya.ready();
    await until(maya.talk, (now) => stateOf(now) === 'none');
    room.meddle = (frame) =>
      frame.type === 'vault' && frame.sealed !== null
        ? { ...frame, sealed: frame.sealed.with(-1, frame.sealed.at(-1)! ^ 1) }
        : frame;
    expect(await codeFrom(maya.talk.keepVault(code()))).toBe('vault-locked');
    expect(stateOf(maya.talk.snapshot)).not.toBe('open');
  });

  it('a socket that breaks in the middle of it is an answer too', async () => {
    const maya = device();
    await maya.ready();
    await until(maya.talk, (now) => stateOf(now) === 'none');
    room.hear = (frame) => frame.type !== 'keep';
    const outcome = codeFrom(maya.talk.keepVault(code()));
    await new Promise((next) => setTimeout(next, 50));
    room.cut();
    expect(await outcome).toBe('relay-unreachable');
  });

  it('neither the key of a way nor the vault’s secret is ever on the wire', async () => {
    const wire: Uint8Array[] = [];
    room.hear = (frame) => wire.push(encodeClientFrame(frame)) > 0;
    const way = code();
    const maya = await kept(way);
    const secret = maya.disk.records.get('vault')!.subarray(4, 36);
    expect(secret).toHaveLength(32);
    const all = wire.map(hex).join(' ');
    for (const it of [secret, Buffer.from(way.key, 'base64url')]) expect(all).not.toContain(hex(it));
  });
});
