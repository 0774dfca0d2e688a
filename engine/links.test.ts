import { afterEach, beforeEach, describe, it } from 'vitest';
import { limits } from '../shared/limits.ts';
import { Scene } from '../tests/adversary/support.ts';
import { texts, until } from '../tests/support/world.ts';

describe('links to the past', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  it('two devices that join while nobody with history is there get it from whoever comes next', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('Good morning');
    await until(maya.talk, (now) => now.lines.some((line) => line.kind === 'text' && line.seq !== null));
    await maya.talk.stop();
    const rivera = scene.device('Rivera', { role: 'clinician' });
    await rivera.ready();
    const night = scene.device('Night', { role: 'clinician' });
    await night.ready();
    await maya.reload();
    await maya.ready();
    await until(rivera.talk, (now) => texts(now).includes('Good morning'), 3000);
    await until(night.talk, (now) => texts(now).includes('Good morning'), 3000);
  });

  it('two devices that join at once get it too', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('Good morning');
    const rivera = scene.device('Rivera', { role: 'clinician' });
    const night = scene.device('Night', { role: 'clinician' });
    rivera.talk.start();
    night.talk.start();
    await until(rivera.talk, (now) => texts(now).includes('Good morning'), 3000);
    await until(night.talk, (now) => texts(now).includes('Good morning'), 3000);
  });

  it('one who was away for more than a page of entries writes the link when it has caught up', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('Good morning');
    await until(maya.talk, (now) => now.lines.some((line) => line.kind === 'text' && line.seq !== null));
    await maya.talk.stop();
    const rivera = scene.device('Rivera', { role: 'clinician' });
    await rivera.ready();
    for (let i = 1; i <= limits.pageEntriesMax + 10; i++) await rivera.talk.say(`note ${i}`);
    await until(rivera.talk, (now) => now.lines.every((line) => line.kind !== 'text' || line.seq !== null));
    await maya.reload();
    await until(rivera.talk, (now) => texts(now).includes('Good morning'));
  });
});
