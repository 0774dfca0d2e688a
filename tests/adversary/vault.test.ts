import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sealDeposit } from '../../engine/deposit.ts';
import { deriveEpochKeys } from '../../engine/epoch-keys.ts';
import { readGroupInfo } from '../../engine/mls/index.ts';
import { openDeposit } from '../../engine/opened-deposit.ts';
import { load } from '../../engine/store.ts';
import { readVault, type Vault, vaultFrom } from '../../engine/vault.ts';
import { pairwiseSub, personVaultSecret } from '../../portal/index.ts';
import { base64url, equal, hex, utf8 } from '../../shared/bytes.ts';
import { encodeClientFrame, encodeRelayFrame, type RelayFrame } from '../../shared/frames.ts';
import { depositVault } from '../../shared/headers.ts';
import { problems, texts, until } from '../support/world.ts';
import { quiet, Scene, stored } from './support.ts';

describe('a relay and members who mean the vault ill', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  const secretOf = (person: string) => {
    const conversation = scene.portal.conversation();
    const { pairwiseSecret, vaultSecret } = scene.portal.keys;
    const sub = pairwiseSub({ pairwiseSecret, person, conversation });
    return personVaultSecret({ vaultSecret: vaultSecret!, sub, conversation });
  };
  const vaultOf = async (person: string): Promise<Vault> =>
    (await vaultFrom(1, { policy: 'portal', secret: secretOf(person) }))!;
  /** Roots that nobody exported, which is all that the relay can deposit. */
  const junk = async (person: string, epoch: number): Promise<Uint8Array> => {
    const root = crypto.getRandomValues(new Uint8Array(32));
    const keys = await deriveEpochKeys(1, scene.room.groupId!, epoch, root);
    return (await sealDeposit(keys, (await vaultOf(person)).publicKey, null))!;
  };
  /** The patient and the clinician have talked, and are gone. */
  const past = async () => {
    const { maya, rivera } = await scene.pair();
    await maya.talk.say('one');
    await until(rivera.talk, (now) => stored(now).length === 1);
    await rivera.talk.say('two');
    await until(maya.talk, (now) => stored(now).length === 2);
    await scene.close();
    return { maya, rivera };
  };
  const answers = (change: (frame: Extract<RelayFrame, { type: 'deposits' }>) => Uint8Array[]) => {
    scene.room.meddle = (frame) =>
      frame.type === 'deposits' ? { ...frame, deposits: change(frame) } : frame;
  };

  it('what is deposited is never on the wire in the clear: neither the vault’s secret, nor its key, nor a root', async () => {
    const wire: Uint8Array[] = [];
    scene.room.hear = (frame) => wire.push(encodeClientFrame(frame)) > 0;
    scene.room.meddle = (frame) => {
      wire.push(encodeRelayFrame(frame));
      return frame;
    };
    const { maya, rivera } = await past();
    const again = scene.device('Maya');
    await again.ready();
    await until(again.talk, (now) => texts(now).length === 2);
    const secrets: Uint8Array[] = [];
    for (const person of ['Maya', 'Rivera']) {
      const { secretKey, seal } = await vaultOf(person);
      secrets.push(utf8(secretOf(person)), Buffer.from(secretOf(person), 'base64url'), secretKey, seal);
    }
    for (const { disk } of [maya, rivera, again]) {
      const saved = (await load(disk))!;
      secrets.push(saved.group!.keys.root, ...saved.roots.map(([, root]) => root));
    }
    expect(wire.length).toBeGreaterThan(20);
    const all = wire.map(hex).join(' ');
    for (const secret of secrets) expect(all).not.toContain(hex(secret));
    expect(all).toContain(hex((await vaultOf('Maya')).publicKey));
  });

  it('a relay that withholds deposits delays: nothing wrong is shown, and they are asked for again', async () => {
    await past();
    answers(() => []);
    const again = scene.device('Maya');
    await again.ready();
    await quiet(300);
    expect(again.talk.snapshot).toMatchObject({ state: 'ready', history: { withheld: true } });
    expect(problems(again.talk.snapshot)).toEqual([]);
    scene.room.meddle = (frame) => frame;
    await again.reload();
    await until(again.talk, (now) => texts(now).length === 2);
  });

  it('a deposit that the relay made itself, or swapped, replayed or bent, opens nothing and raises no false alarm', async () => {
    await past();
    const { room } = scene;
    const of = (frame: { epoch: number; vault: Uint8Array }) =>
      room.deposits.filter(
        ({ epoch, deposit }) => epoch === frame.epoch && equal(depositVault(deposit), frame.vault),
      );
    const made = new Map<number, Uint8Array>();
    for (let epoch = 1; epoch <= room.epoch + 12; epoch++) made.set(epoch, await junk('Maya', epoch));
    const bent: readonly [string, (frame: Extract<RelayFrame, { type: 'deposits' }>) => Uint8Array[]][] = [
      ['of its own making', ({ epoch }) => [made.get(epoch)!]],
      [
        'for another vault',
        ({ epoch }) =>
          room.deposits
            .filter((it) => it.epoch === epoch)
            .map(({ deposit }) => deposit)
            .filter((it) => !equal(depositVault(it), depositVault(made.get(1)!))),
      ],
      [
        'of another epoch',
        ({ vault }) =>
          room.deposits
            .filter(({ epoch, deposit }) => epoch === 1 && equal(depositVault(deposit), vault))
            .map(({ deposit }) => deposit),
      ],
      [
        'with a bit flipped',
        (frame) => of(frame).map(({ deposit }) => deposit.with(-60, deposit.at(-60)! ^ 1)),
      ],
      [
        'with its mark flipped',
        (frame) => of(frame).map(({ deposit }) => deposit.with(-1, deposit.at(-1)! ^ 1)),
      ],
      ['cut short', (frame) => of(frame).map(({ deposit }) => deposit.subarray(0, -1))],
    ];
    for (const [name, change] of bent) {
      answers(change);
      const again = scene.device('Maya');
      await again.ready();
      await quiet(150);
      const now = again.talk.snapshot;
      expect([name, now.state, texts(now), problems(now)]).toEqual([name, 'ready', [], []]);
      await again.talk.stop();
    }
    answers((frame) => [made.get(frame.epoch)!, ...of(frame).map(({ deposit }) => deposit)]);
    const again = scene.device('Maya');
    await again.ready();
    const now = await until(again.talk, (it) => texts(it).length === 2);
    expect(problems(now)).toEqual([]);
  });

  it('a committer who deposits junk: the victim, once there, puts the right one beside it, and that one counts', async () => {
    const { maya, rivera } = await scene.pair();
    const { room } = scene;
    const mine = (await vaultOf('Maya')).name;
    const made = await junk('Maya', room.epoch + 1);
    room.hear = (frame) => {
      if (frame.type === 'commit')
        (frame as { deposits: readonly Uint8Array[] }).deposits = frame.deposits.map((it) =>
          equal(depositVault(it), mine) ? made : it,
        );
      return true;
    };
    rivera.clock.offsetMs = 25 * 3600_000;
    const { epoch } = room;
    await rivera.talk.say('with fresh keys');
    await until(maya.talk, (now) => stored(now).length === 1);
    const toMaya = () =>
      room.deposits.filter((it) => it.epoch === epoch + 1 && equal(depositVault(it.deposit), mine));
    await vi.waitFor(() => expect(toMaya()).toHaveLength(2), 4000);
    room.hear = () => true;
    await scene.close();
    const again = scene.device('Maya');
    await again.ready();
    const now = await until(again.talk, (it) => texts(it).length === 1);
    expect(problems(now)).toEqual([]);
    const of = { suite: 1, groupId: room.groupId!, epoch: epoch + 1 } as const;
    const [first, second] = await Promise.all(
      toMaya().map(async ({ deposit }) => openDeposit(of, await vaultOf('Maya'), deposit)),
    );
    expect([first?.own, second?.own]).toEqual([false, true]);
  });

  it('a mark that another member made up does not count as the person’s own', async () => {
    await scene.pair();
    const { room } = scene;
    const maya = await vaultOf('Maya');
    const root = crypto.getRandomValues(new Uint8Array(32));
    const keys = await deriveEpochKeys(1, room.groupId!, 1, root);
    const rivera = await vaultOf('Rivera');
    const forged = (await sealDeposit(keys, maya.publicKey, { ...rivera, name: maya.name }))!;
    expect(await openDeposit({ suite: 1, groupId: room.groupId!, epoch: 1 }, maya, forged)).toBeNull();
  });

  it('who was removed gets no deposit of what comes after', async () => {
    const { maya, rivera } = await scene.pair();
    const { room } = scene;
    const name = (await vaultOf('Maya')).name;
    const dids = rivera.talk.snapshot.members
      .find(({ name: who }) => who === 'Maya')!
      .devices.map(({ id }) => id);
    await rivera.talk.removeDevices(dids);
    await until(maya.talk, ({ state }) => state === 'ended');
    const { epoch } = room;
    await rivera.talk.say('after');
    await until(rivera.talk, (now) => stored(now).length === 1);
    await quiet(300);
    const epochs = room.deposits
      .filter(({ deposit }) => equal(depositVault(deposit), name))
      .map((it) => it.epoch);
    expect(Math.max(...epochs)).toBe(epoch - 1);
  });

  it('a member whose leaf names a vault that is no key keeps nobody from committing', async () => {
    const { maya, rivera } = await scene.pair();
    for (const data of [
      Uint8Array.of(),
      Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
      Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 32, ...new Uint8Array(32)),
      Uint8Array.of(9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7),
    ]) {
      await scene.intrude({
        vault: data,
        request: { person: { sub: base64url(crypto.getRandomValues(new Uint8Array(9))) } },
      });
    }
    await until(maya.talk, ({ members: now }) => now.length === 6);
    rivera.clock.offsetMs = 25 * 3600_000;
    await rivera.talk.say('still here');
    await until(maya.talk, (now) => stored(now).length === 1);
    const info = await readGroupInfo(scene.room.groupInfo!);
    expect(info.members.filter(({ extensions }) => readVault(extensions) !== null)).toHaveLength(4);
  });

  it('the vault in a leaf cannot be exchanged by the relay: the leaf is signed', async () => {
    await past();
    const { room } = scene;
    const real = (await vaultOf('Maya')).publicKey;
    const info = room.groupInfo!;
    const at = Buffer.from(info).indexOf(Buffer.from(real));
    expect(at).toBeGreaterThan(0);
    room.groupInfo = info.with(at + 5, info[at + 5]! ^ 1);
    const again = scene.device('Maya');
    again.talk.start();
    expect((await until(again.talk, ({ state }) => state === 'offline')).failure).toBe('mls-invalid');
  });
});
