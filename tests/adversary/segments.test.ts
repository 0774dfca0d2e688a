import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimsOf } from '../../engine/epoch-book.ts';
import { deriveEpochKeys } from '../../engine/epoch-keys.ts';
import { settle } from '../../engine/group.ts';
import { encodeHead, extensionTypes, leafFor, saysCut } from '../../engine/leaf.ts';
import { writeLink } from '../../engine/link.ts';
import { commit as makeCommit, signerFrom } from '../../engine/mls/index.ts';
import { deviceJwk } from '../../engine/passport.ts';
import { load } from '../../engine/store.ts';
import type { Entry, RelayFrame } from '../../shared/frames.ts';
import { withoutDisclosures } from '../../shared/passport.ts';
import { problems, type TestDevice, texts, until } from '../support/world.ts';
import { Hostile } from './hostile.ts';
import { quiet, Scene, says, stored } from './support.ts';

describe('a cut between segments, and who would have it otherwise', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
    scene.portal.vaults = 'none';
    segment(1);
  });
  afterEach(() => scene.close());

  const segment = (number: number) => {
    scene.portal.bend = (request) => ({ ...request, segment: number });
  };
  const join = async (person: string) => {
    const made = scene.device(person, { role: 'caregiver' });
    await made.ready();
    return made;
  };
  /** Maya and Rivera talked in the first segment; the second begins with Maya's return. */
  const two = async () => {
    const { maya, rivera } = await scene.pair();
    await says(maya, 'first visit');
    segment(2);
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
    await says(maya, 'second visit');
    await until(rivera.talk, (now) => stored(now).includes('second visit'));
    const cut = scene.room.entries.find(({ kind, body }) => kind === 'commit' && saysCut(body))!;
    return { maya, rivera, cut };
  };
  /** The link that this device could write over the cut: it has both roots. */
  const linkOver = async (by: TestDevice, cut: Entry): Promise<Uint8Array> => {
    const { group, roots } = (await load(by.disk))!;
    const signer = await signerFrom(1, by.disk.keys.get('device')!);
    const root = roots.find(([epoch]) => epoch === cut.epoch)![1];
    const before = await deriveEpochKeys(1, scene.room.groupId!, cut.epoch, root);
    expect(group!.state.epoch).toBe(cut.epoch + 1);
    return writeLink(group!.keys, before, group!.state.ownLeaf, signer);
  };
  const endsAtCut = async (device: TestDevice, ...said: readonly string[]) => {
    await until(device.talk, (now) => texts(now).length >= said.length && !now.history.loading);
    await quiet();
    await device.talk.loadEarlier();
    const { history, state } = device.talk.snapshot;
    expect(texts(device.talk.snapshot)).toEqual(said);
    expect(problems(device.talk.snapshot)).toEqual([]);
    expect([state, history.withheld, history.cut]).toEqual(['ready', true, true]);
  };

  it('a member who was there writes the link over it: nobody who comes reads over it, and the screen says that a part began', async () => {
    const { maya, rivera, cut } = await two();
    const link = await linkOver(rivera, cut);
    await rivera.talk.stop();
    const guest = await join('Guest');
    await endsAtCut(guest, 'second visit');
    scene.room.entries[cut.seq - 1] = { ...cut, link };
    const frame: RelayFrame = { type: 'linked', epoch: cut.epoch + 1, seq: cut.seq, link };
    for (const seat of scene.room.seats) scene.room.say(seat, frame);
    await endsAtCut(guest, 'second visit');
    await guest.reload();
    await endsAtCut(guest, 'second visit');
    await endsAtCut(await join('Late'), 'second visit');
    // Those who were there do not lean on it: the root stays theirs, over a reload too.
    for (let visit = 0; visit < 2; visit++) {
      expect((await load(maya.disk))!.roots.map(([epoch]) => epoch)).toContain(cut.epoch);
      await maya.reload();
      await until(maya.talk, (now) => now.state === 'ready' && texts(now).length === 2);
      for (const seat of scene.room.seats) scene.room.say(seat, frame);
      await quiet(100);
    }
  });

  it('a relay that offers every link that it has at the cut, and no records, shows nobody what was before', async () => {
    const { cut } = await two();
    const links = scene.room.entries.flatMap(({ link }) => link ?? []);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      scene.room.meddle = (frame) => {
        const entries = (of: readonly Entry[]) =>
          of.map((entry) => (entry.seq === cut.seq ? { ...entry, link, record: null } : entry));
        return 'entries' in frame ? { ...frame, entries: entries(frame.entries) } : frame;
      };
      await endsAtCut(await join('Guest'), 'second visit');
    }
  });

  for (const [name, lie] of [
    ['hides that a segment begins with its commit', { request: { segment: 2 } }],
    ['says that one begins, where none does', { request: { segment: 1 }, cut: true }],
  ] as const)
    it(`a newcomer who ${name} is refused by all`, async () => {
      const { maya, rivera } = await scene.pair();
      await says(maya, 'first visit');
      const { epoch } = scene.room;
      scene.portal.bend = (request) => request;
      await scene.intrude(lie);
      for (const { talk } of [maya, rivera]) {
        const now = await until(talk, (it) => problems(it).length === 1 && it.state === 'ready');
        expect(problems(now)).toEqual(['group-rule']);
        expect(now.members).toHaveLength(2);
      }
      await says(maya, 'still the first');
      expect(scene.room.entries.at(-1)!.epoch).toBe(epoch);
    });

  it('a member who begins one without saying so, and links over it, is refused by all: who comes reads the first in no way', async () => {
    const { maya, rivera } = await scene.pair();
    await says(maya, 'first visit');
    const guest = await join('Guest');
    const { group, device } = await Hostile.of(scene, rivera);
    const signer = await signerFrom(1, rivera.disk.keys.get('device')!);
    segment(2);
    const answer = await scene.portal.identity('Rivera', { role: 'clinician' }).passport({
      conversation: scene.portal.conversation(),
      deviceKey: deviceJwk(1, signer.publicKey),
    });
    const passport = withoutDisclosures(answer.passport);
    const head = encodeHead({ seq: scene.room.entries.length, hash: scene.room.hashes.at(-1)! });
    const claims = claimsOf(passport);
    const staged = await makeCommit(group.state, {
      signer,
      authenticatedData: head,
      leaf: leafFor(passport, claims),
      groupInfoExtensions: [{ type: extensionTypes.head, data: head }],
    });
    const { commit, groupInfo, next } = staged;
    const { keys } = await settle(next, group.members, { commit, committer: claims });
    const link = await writeLink(keys, group.keys, group.state.ownLeaf, signer);
    scene.room.commit(device, { commit, groupInfo, link, record: new Uint8Array() });
    for (const { talk } of [maya, guest]) {
      const now = await until(talk, (it) => problems(it).length === 1 && it.state === 'ready');
      expect(problems(now)).toEqual(['group-rule']);
    }
    const late = await join('Late');
    await says(late, 'second visit');
    const now = await until(late.talk, ({ history }) => history.cut === true);
    expect(texts(now)).toEqual(['second visit']);
  });
});
