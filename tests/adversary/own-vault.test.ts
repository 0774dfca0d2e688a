import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot, VaultWay } from '../../engine/index.ts';
import { base64url } from '../../shared/bytes.ts';
import { codeOf } from '../../shared/errors.ts';
import { texts, until } from '../support/world.ts';
import { Scene, stored } from './support.ts';

const way = (): VaultWay => ({
  kind: 'code',
  id: '',
  key: base64url(crypto.getRandomValues(new Uint8Array(16))),
});
const stateOf = ({ vault }: Snapshot) => (vault?.policy === 'own' ? vault.state : null);
const codeFrom = (work: Promise<unknown>) => work.then(() => 'done', codeOf);

describe('a relay that keeps a person’s own vault, and means it ill', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
    scene.portal.vaults = 'own';
  });
  afterEach(() => scene.close());

  /** Maya made a vault, and then, having lost the code, another; she is gone. */
  const twice = async () => {
    const [first, second] = [way(), way()];
    const maya = scene.device('Maya');
    await maya.ready();
    await until(maya.talk, (now) => stateOf(now) === 'none');
    await maya.talk.keepVault(first);
    const [sub, old] = [...scene.room.vaults][0]!;
    await maya.talk.stop();
    const again = scene.device('Maya');
    await again.ready();
    await until(again.talk, (now) => stateOf(now) === 'locked');
    await again.talk.keepVault(second);
    await again.talk.say('one');
    await until(again.talk, (now) => stored(now).length === 1);
    await again.talk.stop();
    return { first, second, sub, old };
  };

  it('gives back the old one, to which an old code is the key: it is not opened, and the sheet says so', async () => {
    const { first, second, sub, old } = await twice();
    const now = scene.room.vaults.get(sub)!;
    for (const given of [old, { ...old, version: now.version }]) {
      scene.room.vaults.set(sub, given);
      const device = scene.device('Maya');
      await device.ready();
      await until(device.talk, (it) => stateOf(it) === 'rolled-back');
      expect(await codeFrom(device.talk.openVault(first))).toBe('vault-rolled-back');
      expect(await codeFrom(device.talk.openVault(second))).toBe('vault-locked');
      expect(texts(device.talk.snapshot)).toEqual([]);
      await device.talk.stop();
    }
    scene.room.vaults.set(sub, now);
    const device = scene.device('Maya');
    await device.ready();
    await until(device.talk, (it) => stateOf(it) === 'locked');
    await device.talk.openVault(second);
    await until(device.talk, (it) => texts(it).length === 1);
  });

  it('says that there is none: the person’s own leaves know better', async () => {
    const { sub } = await twice();
    scene.room.vaults.delete(sub);
    const device = scene.device('Maya');
    await device.ready();
    await until(device.talk, (it) => stateOf(it) === 'rolled-back');
  });

  it('gives one person’s to another: it does not open, and is not taken for one’s own', async () => {
    const { second, sub } = await twice();
    const rivera = scene.device('Rivera', { role: 'clinician' });
    await rivera.ready();
    const mine = way();
    await until(rivera.talk, (it) => stateOf(it) === 'none');
    await rivera.talk.keepVault(mine);
    await rivera.talk.stop();
    const riveras = [...scene.room.vaults].find(([person]) => person !== sub)![1];
    scene.room.vaults.set(sub, { ...riveras, version: 2 });
    const device = scene.device('Maya');
    await device.ready();
    await until(device.talk, (it) => stateOf(it) === 'rolled-back');
    for (const key of [second, way()])
      expect(await codeFrom(device.talk.openVault(key))).toBe('vault-locked');
  });

  it('changes any of its bytes: nothing opens', async () => {
    const { second, sub } = await twice();
    const whole = scene.room.vaults.get(sub)!;
    const device = scene.device('Maya');
    await device.ready();
    await until(device.talk, (it) => stateOf(it) === 'locked');
    for (let at = 0; at < whole.sealed.length; at += 3) {
      scene.room.vaults.set(sub, { ...whole, sealed: whole.sealed.with(at, whole.sealed[at]! ^ 4) });
      expect([at, await codeFrom(device.talk.openVault(second))]).toEqual([at, 'vault-locked']);
    }
    scene.room.vaults.set(sub, whole);
    await device.talk.openVault(second);
  });
});
