import { ok, same } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import { scenes } from './testing/scenes.ts';
import { byRole, clear, nodes, settled, stand } from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;

/** What a private colour of the element comes to, as a screen shows it: red, green, blue from 0 to 1. */
function painted(chat: Element, name: string): readonly number[] {
  const probe = document.createElement('i');
  probe.style.color = `var(--_${name})`;
  chat.shadowRoot!.querySelector('.panel')!.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
  ok(alpha === 255 || name === 'own-edge', `--_${name} is opaque: ${color}`);
  return [red / 255, green / 255, blue / 255];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: readonly number[], other: readonly number[]): number {
  const [low = 0, high = 0] = [one, other]
    .map((rgb) => {
      const [r = 0, g = 0, b = 0] = rgb.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** What stands on what. */
const textPairs = [
  ['text', 'canvas'],
  ['text', 'surface'],
  ['text', 'own'],
  ['quiet', 'canvas'],
  ['quiet', 'surface'],
  ['accent', 'canvas'],
  ['accent', 'surface'],
  ['accent', 'own'],
  ['on-fill', 'fill'],
  ['on-accent', 'accent'],
  ['danger', 'canvas'],
  ['danger', 'surface'],
  ['danger', 'danger-surface'],
  ['notice', 'notice-surface'],
] as const;
const edgePairs = [
  ['edge', 'surface'],
  ['accent', 'surface'],
  ['fill-edge', 'canvas'],
  ['fill-edge', 'surface'],
] as const;

function tooFaint(chat: Element, text: number, edge: number): string[] {
  const below = (pairs: readonly (readonly [string, string])[], least: number) =>
    pairs
      .map(([over, under]) => [over, under, contrast(painted(chat, over), painted(chat, under))] as const)
      .filter(([, , ratio]) => ratio < least)
      .map(([over, under, ratio]) => `${over} on ${under}: ${ratio.toFixed(2)}`);
  return [...below(textPairs, text), ...below(edgePairs, edge)];
}

/** Brands that a portal may have: every hue, vivid and pale, and what hurts most. */
const brands = [
  '#000000',
  '#ffffff',
  '#ffe600',
  '#fff8c4',
  '#00ff00',
  '#00ffff',
  '#ff00ff',
  '#0000ff',
  '#ff0000',
  '#0a1f44',
  '#1a0033',
  '#808080',
  '#767676',
  '#7a1f5c',
  '#e8590c',
  ...Array.from({ length: 12 }, (_, i) => `hsl(${i * 30}deg 100% 50%)`),
  ...Array.from({ length: 12 }, (_, i) => `hsl(${i * 30}deg 60% 25%)`),
  ...Array.from({ length: 12 }, (_, i) => `hsl(${i * 30}deg 70% 85%)`),
];
const schemes = ['light', 'dark', 'light compact', 'dark compact'];

describe('contrast', () => {
  for (const theme of schemes) {
    it(`${theme}: 4.5:1 for text, 3:1 for what can be used`, async () => {
      const { chat } = await stand(scenes.conversation(now), { theme });
      same(tooFaint(chat, 4.5, 3), []);
    });
    it(`${theme}, high contrast: 7:1 for text, 4.5:1 for what can be used`, async () => {
      const { chat } = await stand(scenes.conversation(now), { theme: `${theme} high-contrast` });
      same(
        tooFaint(chat, 7, 4.5).filter((one) => !one.startsWith('fill-edge') && !/^on-|own/.test(one)),
        [],
      );
      same(tooFaint(chat, 4.5, 3), []);
    });
  }
  for (const theme of ['light', 'dark', 'light high-contrast', 'dark high-contrast'])
    it(`${theme}: whatever the brand's one colour is`, async () => {
      const { chat } = await stand(scenes.empty(), { theme });
      const faults: string[] = [];
      for (const brand of brands) {
        chat.style.setProperty('--bedside-accent', brand);
        faults.push(...tooFaint(chat, 4.5, 3).map((fault) => `${brand}: ${fault}`));
      }
      same(faults, []);
    });
  it('and a colour without contrast is seen', async () => {
    const { chat } = await stand(scenes.empty(), { theme: 'light' });
    chat.style.setProperty('--bedside-text-quiet', '#999');
    same(
      tooFaint(chat, 4.5, 3).map((one) => one.split(':')[0]),
      ['quiet on canvas', 'quiet on surface'],
    );
  });
});

describe('a brand', () => {
  it('keeps its own colour on the button by day', async () => {
    const { chat } = await stand(scenes.conversation(now), { theme: 'light' });
    for (const brand of ['#ffe600', '#0a1f44', '#7a1f5c']) {
      chat.style.setProperty('--bedside-accent', brand);
      const [red = 0, green = 0, blue = 0] = painted(chat, 'fill').map((part) => Math.round(part * 255));
      const shown = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
      same(shown, brand);
    }
  });
  it('gives way to a wish for contrast, but for its hue', async () => {
    const { chat } = await stand(scenes.conversation(now), { theme: 'light high-contrast' });
    chat.style.setProperty('--bedside-text', '#777');
    chat.style.setProperty('--bedside-canvas', '#eee');
    same(tooFaint(chat, 4.5, 3), []);
    same(painted(chat, 'canvas'), [1, 1, 1]);
  });
});

describe('compact', () => {
  it('shows more of a conversation in the same room, with targets of 24 px at least', async () => {
    const height = async (theme: string) => {
      const { chat } = await stand(scenes.conversation(now), { theme });
      const list = [...nodes(chat)].find(
        (node) => node instanceof Element && node.part.contains('list'),
      ) as HTMLElement;
      for (const node of nodes(chat))
        if (node instanceof HTMLButtonElement && node.checkVisibility()) {
          const { width, height: tall } = node.getBoundingClientRect();
          ok(Math.min(width, tall) >= 24, `${node.textContent} is ${width} × ${tall}`);
        }
      const shown = list.scrollHeight;
      clear();
      return shown;
    };
    const [roomy, compact] = [await height('light'), await height('light compact')];
    ok(compact < roomy * 0.85, `${compact} of ${roomy} px`);
  });
  it('leaves the text box at 16 px, so that no phone zooms in', async () => {
    const { chat } = await stand(scenes.conversation(now), { theme: 'compact' });
    ok(
      Number.parseFloat(getComputedStyle(byRole(chat, 'textbox', 'Message')).fontSize) >= 16,
      'at least 16 px',
    );
  });
});

describe('height', () => {
  it('is what the token says where the page gives none, and the conversation scrolls inside', async () => {
    const { chat } = await stand(scenes.conversation(now));
    chat.parentElement!.style.blockSize = 'auto';
    chat.style.setProperty('--bedside-block-size', '420px');
    await settled(chat);
    const panel = [...nodes(chat)].find(
      (node) => node instanceof Element && node.part.contains('panel'),
    ) as Element;
    const log = byRole(chat, 'log');
    same([chat.getBoundingClientRect().height, panel.getBoundingClientRect().height], [420, 420]);
    ok(log.scrollHeight > log.clientHeight, 'it scrolls');
  });
  it('an Arabic launcher in a page from left to right opens on the screen, above its button', async () => {
    const { chat } = await stand(scenes.conversation(now), { layout: 'launcher', locale: 'ar' });
    chat.open();
    await settled(chat);
    const panel = [...nodes(chat)].find(
      (node) => node instanceof Element && node.part.contains('panel'),
    ) as Element;
    const { left, right } = panel.getBoundingClientRect();
    ok(left >= 0 && right <= innerWidth, `from ${left} to ${right} of ${innerWidth}`);
  });
});

describe('slots and states', () => {
  it('a footer of the page stands below the text box, and its own picture on the launcher', async () => {
    const { chat } = await stand(scenes.conversation(now), { layout: 'launcher' });
    chat.insertAdjacentHTML('beforeend', '<i slot="launcher">Ask us</i><p slot="footer">Open until 5 pm</p>');
    await settled(chat);
    ok(byRole(chat, 'button', 'Messages').contains(chat.querySelector('i')!.assignedSlot), 'in the button');
    ok(chat.querySelector('i')!.checkVisibility() && !chat.querySelector('p')!.checkVisibility(), 'closed');
    chat.open();
    await settled(chat);
    const footer = chat.querySelector('p')!.getBoundingClientRect();
    ok(
      footer.height > 0 && footer.top >= byRole(chat, 'textbox', 'Message').getBoundingClientRect().bottom,
      'below',
    );
  });
  it('`open` and `unread` are states beside where the conversation stands', async () => {
    const { chat, talk } = await stand(scenes.conversation(now), { layout: 'launcher' });
    const states = () => ['ready', 'open', 'unread'].filter((name) => chat.matches(`:state(${name})`));
    same(states(), ['ready']);
    talk.receive('Are you there?');
    await settled(chat);
    same(states(), ['ready', 'unread']);
    chat.open();
    await settled(chat);
    ok(states().includes('open'), 'open');
    chat.close();
    await settled(chat);
    ok(!states().includes('open'), 'closed again');
  });
});

describe('a page that has its own way with words', () => {
  it('does not have it with ours, but for what hides them', async () => {
    const { style } = document.body;
    const theirs = {
      'text-indent': '40px',
      'text-shadow': '2px 2px red',
      'text-transform': 'uppercase',
      'font-variant-caps': 'small-caps',
      'word-spacing': '10px',
      'word-break': 'break-all',
      'line-height': '3',
      'white-space': 'nowrap',
      cursor: 'wait',
      'user-select': 'none',
      '-webkit-user-select': 'none',
    };
    for (const [name, value] of Object.entries(theirs)) style.setProperty(name, value);
    try {
      const { chat } = await stand(scenes.conversation(now));
      const bubble = byRole(chat, 'article').querySelector('.bubble')!;
      const ours = getComputedStyle(bubble);
      for (const [name, value] of Object.entries(theirs))
        ok(ours.getPropertyValue(name) !== value, `${name}: ${value}`);
      same(ours.userSelect, 'text');
      style.visibility = 'hidden';
      same(ours.visibility, 'hidden');
    } finally {
      style.cssText = '';
    }
  });
});
