import 'axe-core';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import { same } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import { pressed } from './testing/pressed.ts';
import { type SceneName, scenes } from './testing/scenes.ts';
import { byRole, clear, settled, stand } from './testing/stand.ts';

/** The package is a script, not a module: it hangs itself into the page. */
const { axe } = globalThis as unknown as {
  axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> };
};
const now = new Date().setHours(11, 5, 0, 0);

afterEach(clear);

describe('axe finds nothing', () => {
  for (const theme of ['light', 'dark', 'light high-contrast', 'dark high-contrast', 'light compact'])
    for (const scene of [
      ...(Object.keys(scenes) as SceneName[]),
      'sheet',
      ...Object.keys(pressed),
      'locked',
      'setting',
      'launcher',
      'launcher open',
      'visit',
      'visit search',
    ] as const)
      it(`in ${scene}, ${theme}`, async () => {
        const talk = scenes[scene in scenes ? (scene as SceneName) : (pressed[scene]?.scene ?? 'group')](now);
        const { chat } = await stand(talk, {
          theme,
          ...(/launcher|visit/.test(scene) ? { layout: scene.split(' ')[0]! } : {}),
          ...(scene === 'setting' ? { tenant: 'River Side' } : {}),
        });
        if (scene === 'sheet') byRole(chat, 'button', 'End-to-end encrypted').click();
        await pressed[scene.replace(/^visit /, '')]?.press(chat);
        if (scene === 'launcher') talk.receive('Are you there?');
        if (scene === 'launcher open') chat.open();
        if (scene === 'locked') chat.lock();
        await settled(chat);
        const { violations, incomplete } = await axe.run(chat, {
          // The stage is a bare page: these two are about pages.
          rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
        });
        same(
          violations.map((one) => [one.id, one.nodes.map((node) => [node.target, node.failureSummary])]),
          [],
        );
        // What axe could not tell is not a pass.
        same(
          incomplete.map((one) => [one.id, one.nodes.map((node) => [node.target, node.any[0]?.message])]),
          [],
        );
      });
});
