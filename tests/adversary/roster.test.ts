import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sealDeposit } from '../../engine/deposit.ts';
import { deriveEpochKeys } from '../../engine/epoch-keys.ts';
import { openDeposit } from '../../engine/opened-deposit.ts';
import { type Vault, vaultFrom } from '../../engine/vault.ts';
import { generatePortalKeys, mintRoster, pairwiseSub, personVaultSecret } from '../../portal/index.ts';
import { equal, utf8 } from '../../shared/bytes.ts';
import { encodeClientFrame, type RelayFrame } from '../../shared/frames.ts';
import { depositVault } from '../../shared/headers.ts';
import { problems, texts, until } from '../support/world.ts';
import { quiet, Scene, says } from './support.ts';

describe('the roster, and who means it ill', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
    invite(1, 'Rivera', 'Maya');
  });
  afterEach(() => scene.close());

  const invite = (version: number, ...people: readonly string[]) => {
    const members = people.map((id) => ({ id, name: `${id} Awaited`, hist: 'chain' as const }));
    scene.portal.invitations = { version, members };
  };
  const subOf = (person: string) => {
    const { pairwiseSecret } = scene.portal.keys;
    return pairwiseSub({ pairwiseSecret, person, conversation: scene.portal.conversation() });
  };
  const vaultOf = async (person: string): Promise<Vault> => {
    const conversation = scene.portal.conversation();
    const { vaultSecret } = scene.portal.keys;
    const secret = personVaultSecret({ vaultSecret: vaultSecret!, sub: subOf(person), conversation });
    return (await vaultFrom(1, { policy: 'portal', secret }))!;
  };
  const clinician = { role: 'clinician', can: ['read', 'write', 'invite', 'remove'] } as const;
  const rivera = async () => {
    const made = scene.device('Rivera', clinician);
    await made.ready();
    return made;
  };
  /** The epochs that whoever has this person's vault, and all that the relay stores, can open. */
  const openTo = async (person: string): Promise<number[]> => {
    const vault = await vaultOf(person);
    const { groupId, deposits } = scene.room;
    const opened = await Promise.all(
      deposits.map(({ epoch, deposit }) =>
        openDeposit({ suite: 1, groupId: groupId!, epoch }, vault, deposit),
      ),
    );
    return [...new Set(opened.flatMap((one) => one?.keys.epoch ?? []))].sort((a, b) => a - b);
  };
  const toMaya = async () => {
    const { name } = await vaultOf('Maya');
    return scene.room.deposits.filter(({ deposit }) => equal(depositVault(deposit), name));
  };
  /** What the commits bring to Maya's vault goes through this hand first; null: nothing comes. */
  const meddle = async (change: (deposit: Uint8Array, epoch: number) => Promise<Uint8Array | null>) => {
    const { name } = await vaultOf('Maya');
    const bent = new Map<number, Uint8Array | null>();
    for (let epoch = 1; epoch < 12; epoch++) bent.set(epoch, await change(Uint8Array.of(), epoch));
    scene.room.hear = (frame) => {
      if (frame.type === 'commit')
        (frame as { deposits: readonly Uint8Array[] }).deposits = frame.deposits.flatMap((deposit) =>
          equal(depositVault(deposit), name) ? (bent.get(frame.epoch + 1) ?? []) : deposit,
        );
      return true;
    };
  };
  const mayaReads = async (...said: readonly string[]) => {
    await scene.close();
    const maya = scene.device('Maya');
    await maya.ready();
    const now = await until(maya.talk, (it) => texts(it).length === said.length);
    expect(texts(now)).toEqual(said);
    expect(problems(now)).toEqual([]);
  };
  /** The right key id, as everybody can read it in a deposit, around a root of somebody's invention. */
  const junk = async (epoch: number, kid?: Uint8Array): Promise<Uint8Array> => {
    const root = crypto.getRandomValues(new Uint8Array(32));
    const keys = await deriveEpochKeys(1, scene.room.groupId ?? new Uint8Array(32), epoch, root);
    const bent = kid === undefined ? keys : { ...keys, kid };
    return (await sealDeposit(bent, (await vaultOf('Maya')).publicKey, null))!;
  };

  it('the relay never sees it, nor a name in it', async () => {
    const wire: Uint8Array[] = [];
    let token = '';
    scene.portal.bendRoster = (roster) => {
      token = roster;
      return roster;
    };
    scene.room.hear = (frame) => wire.push(encodeClientFrame(frame)) > 0;
    const nurse = await rivera();
    await says(nurse, 'Good evening');
    expect(nurse.talk.snapshot.awaited).toHaveLength(1);
    expect(token.length).toBeGreaterThan(200);
    for (const bytes of wire)
      for (const needle of ['Maya Awaited', subOf('Maya'), token.split('.')[1]!.slice(-60), token.slice(-60)])
        expect(Buffer.from(bytes).includes(Buffer.from(utf8(needle)))).toBe(false);
  });

  it('a relay that drops the deposit: a member who is there brings it again, the same bytes', async () => {
    await meddle(async () => null);
    const nurse = await rivera();
    await says(nurse, 'Good evening');
    expect(await toMaya()).toHaveLength(0);
    await vi.waitFor(async () => expect(await toMaya()).toHaveLength(1), 4000);
    await quiet(2500);
    expect(await toMaya()).toHaveLength(1);
    await mayaReads('Good evening');
  });

  it('a relay that gives another deposit in its place, or none, shows nothing wrong, and the right one when it does', async () => {
    const nurse = await rivera();
    await says(nurse, 'Good evening');
    await scene.close();
    const made = new Map<number, Uint8Array>();
    for (let epoch = 1; epoch < 12; epoch++) made.set(epoch, await junk(epoch));
    type Deposits = Extract<RelayFrame, { type: 'deposits' }>;
    const flipped = ({ deposits }: Deposits) => deposits.map((it) => it.with(-60, it.at(-60)! ^ 1));
    for (const change of [() => [], flipped, ({ epoch }: Deposits) => [made.get(epoch)!]]) {
      scene.room.meddle = (frame) =>
        frame.type === 'deposits' ? { ...frame, deposits: change(frame) } : frame;
      const maya = scene.device('Maya');
      await maya.ready();
      await quiet(200);
      expect(texts(maya.talk.snapshot)).toEqual([]);
      expect(problems(maya.talk.snapshot)).toEqual([]);
      await maya.talk.stop();
    }
    scene.room.meddle = (frame) =>
      frame.type === 'deposits' ? { ...frame, deposits: [made.get(frame.epoch)!, ...frame.deposits] } : frame;
    await mayaReads('Good evening');
  });

  for (const [name, isKidRight] of [
    ['a false root', false],
    ['what no key opens under the right key id', true],
  ] as const)
    it(`a committer that deposits ${name}: another member brings the right one, and that one counts`, async () => {
      const nurse = await rivera();
      const night = scene.device('Night', clinician);
      await night.ready();
      await quiet();
      const { name: vault } = await vaultOf('Maya');
      const { epoch } = scene.room;
      const made = await junk(epoch + 1);
      scene.room.hear = (frame) => {
        if (frame.type === 'commit')
          (frame as { deposits: readonly Uint8Array[] }).deposits = frame.deposits.map((it) => {
            if (!equal(depositVault(it), vault)) return it;
            return isKidRight ? it.with(-60, it.at(-60)! ^ 1) : made;
          });
        return true;
      };
      night.clock.offsetMs = 25 * 3600_000;
      await says(night, 'with fresh keys');
      expect(scene.room.epoch).toBe(epoch + 1);
      expect(await openTo('Maya')).not.toContain(isKidRight ? epoch + 1 : -1);
      const ofIt = async () => (await toMaya()).filter((it) => it.epoch === epoch + 1);
      await vi.waitFor(async () => expect((await ofIt()).length).toBe(2), 6000);
      scene.room.hear = () => true;
      void nurse;
      await mayaReads('with fresh keys');
    });

  it('one that the portal’s key did not sign, of another conversation, version or hash, or none, counts for nothing and is said to', async () => {
    const { portal } = scene;
    const members = [{ sub: subOf('Maya'), vault: (await vaultOf('Maya')).publicKey }];
    const mint = (o: Partial<Parameters<typeof mintRoster>[0]>) =>
      mintRoster({
        keys: portal.keys,
        issuer: portal.issuer,
        conversation: portal.conversation(),
        version: 1,
        members,
        ...o,
      });
    const named = (token: string) => ({
      version: 1,
      hash: createHash('sha256').update(token).digest('base64url'),
    });
    const bad: readonly [string, string | undefined, boolean][] = [
      ['none', undefined, false],
      ['another hash', await mint({}), false],
      ['another key', await mint({ keys: await generatePortalKeys() }), true],
      ['another conversation', await mint({ conversation: portal.conversation('enc-2') }), true],
      ['another issuer', await mint({ issuer: 'https://elsewhere.test' }), true],
      ['another version', await mint({ version: 2 }), true],
      ['no token', 'a.b.c', true],
    ];
    for (const [name, token, isNamed] of bad) {
      portal.bend = (request) => (isNamed ? { ...request, roster: named(token!) } : request);
      portal.bendRoster = () => token;
      const nurse = await rivera();
      const { awaited, rosterProblem, state } = nurse.talk.snapshot;
      expect([name, state, awaited, rosterProblem]).toEqual([name, 'ready', undefined, 'roster-invalid']);
      await nurse.talk.stop();
    }
    expect(await toMaya()).toEqual([]);
  });

  it('an older one than the newest that this device had is refused, and nobody gets anything by it', async () => {
    invite(5, 'Rivera');
    const nurse = await rivera();
    await says(nurse, 'to the two of us');
    invite(4, 'Rivera', 'Maya');
    await nurse.reload();
    const now = await until(nurse.talk, ({ state }) => state === 'ready');
    expect([now.rosterProblem, now.awaited]).toEqual(['roster-rolled-back', undefined]);
    nurse.clock.offsetMs = 25 * 3600_000;
    await says(nurse, 'with fresh keys');
    await quiet(2500);
    expect(await toMaya()).toEqual([]);
    invite(6, 'Rivera', 'Maya');
    await nurse.reload();
    const mended = await until(
      nurse.talk,
      ({ state, awaited }) => state === 'ready' && awaited !== undefined,
    );
    expect(mended.rosterProblem).toBeUndefined();
  });

  it('who is taken off it reads nothing of what comes after, by whatever the relay kept', async () => {
    const nurse = await rivera();
    await says(nurse, 'while she is awaited');
    const before = scene.room.epoch;
    expect(await openTo('Maya')).toContain(before);
    invite(2, 'Rivera');
    // Another device brings the news; the nurse's own passport is good for days yet.
    const night = scene.device('Night', clinician);
    await night.ready();
    await says(nurse, 'after that');
    nurse.clock.offsetMs = 25 * 3600_000;
    await says(nurse, 'and with fresh keys');
    await says(night, 'from the other');
    await quiet(3000);
    expect(Math.max(...(await openTo('Maya')))).toBe(before);
    expect(nurse.talk.snapshot.awaited).toBeUndefined();
  });

  it('a device that hears of a newer one makes fresh keys before it says a word', async () => {
    const nurse = await rivera();
    await says(nurse, 'while she is awaited');
    const before = scene.room.epoch;
    invite(2, 'Rivera');
    await nurse.reload();
    await says(nurse, 'after that');
    expect(scene.room.epoch).toBe(before + 1);
    expect(Math.max(...(await openTo('Maya')))).toBe(before);
    await nurse.reload();
    await says(nurse, 'and no more commits for it');
    expect(scene.room.epoch).toBe(before + 1);
  });

  it('who was put out by a member is not one that never came, though the roster has them still', async () => {
    invite(1, 'Rivera', 'Maya', 'Guest');
    const { maya, rivera: nurse } = await scene.pair();
    const dids = nurse.talk.snapshot.members.find(({ name }) => name === 'Maya')!.devices.map(({ id }) => id);
    await nurse.talk.removeDevices(dids);
    await until(maya.talk, ({ state }) => state === 'ended');
    const { epoch } = scene.room;
    await says(nurse, 'after');
    await nurse.reload();
    nurse.clock.offsetMs = 25 * 3600_000;
    await says(nurse, 'and with fresh keys');
    await quiet(2500);
    expect(Math.max(...(await openTo('Maya')))).toBe(epoch - 1);
    expect(nurse.talk.snapshot.awaited).toMatchObject([{ name: 'Guest Awaited' }]);
  });

  it('a portal that gives no roster any more ends what was deposited by the last', async () => {
    const nurse = await rivera();
    const before = scene.room.epoch;
    scene.portal.invitations = null;
    await nurse.reload();
    await until(nurse.talk, ({ state }) => state === 'ready');
    nurse.clock.offsetMs = 25 * 3600_000;
    await says(nurse, 'with fresh keys');
    expect(Math.max(...(await openTo('Maya')))).toBe(before);
    expect(nurse.talk.snapshot.rosterProblem).toBeUndefined();
  });
});
