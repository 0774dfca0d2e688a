import type { CDPSession, Page } from 'playwright-core';

interface AxNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly description?: { readonly value: string };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
  readonly childIds?: readonly string[];
  readonly parentId?: string;
}

/** A thing as a screen reader meets it. */
export interface Heard {
  readonly role: string;
  readonly name: string;
  readonly description: string;
  readonly focused: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
}

const silent = /^(none|generic|InlineTextBox|LineBreak|ListMarker|LabelText|SvgRoot|paragraph)$/;

/** Everything in Chromium's accessibility tree, in the order in which it is read. */
export async function heard(page: Page): Promise<Heard[]> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as { nodes: AxNode[] };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const all: Heard[] = [];
  const walk = (node: AxNode): void => {
    const role = node.role?.value ?? '';
    const properties = Object.fromEntries(
      (node.properties ?? []).map(({ name, value }) => [name, value.value]),
    );
    if (!node.ignored && !silent.test(role))
      all.push({
        role,
        name: (node.name?.value ?? '').replace(/\s+/g, ' ').trim(),
        description: node.description?.value ?? '',
        focused: properties['focused'] === true,
        properties,
      });
    for (const id of node.childIds ?? []) {
      const child = byId.get(id);
      if (child) walk(child);
    }
  };
  for (const node of nodes) if (node.parentId === undefined || !byId.has(node.parentId)) walk(node);
  return all;
}

/** As one would note it: `button "Send"`. */
export const noted = ({ role, name }: Heard): string => `${role} "${name}"`;

/** Where the focus is, noted; the innermost, where a frame or a page says so too. */
export async function focus(page: Page): Promise<string> {
  const all = (await heard(page)).filter((one) => one.focused && one.role !== 'RootWebArea');
  return all.length > 0 ? noted(all.at(-1)!) : 'nothing';
}

/** The wishes that do not come in this order; empty where a reader meets all of them one after another. */
export function missed(all: readonly Heard[], wishes: readonly (string | RegExp)[]): (string | RegExp)[] {
  const left = [...wishes];
  for (const one of all) {
    const [next] = left;
    if (next === undefined) break;
    const note = noted(one);
    if (typeof next === 'string' ? note === next : next.test(note)) left.shift();
  }
  return left;
}

/** Goes on by Tab until the focus is on what is wished for. Gives the stops on the way. Throws after `max`. */
export async function tabTo(page: Page, wish: RegExp, max = 25): Promise<string[]> {
  const stops: string[] = [];
  for (let i = 0; i < max; i++) {
    await page.keyboard.press('Tab');
    const stop = await focus(page);
    stops.push(stop);
    if (wish.test(stop)) return stops;
  }
  throw new Error(`no ${wish} by keyboard, only ${stops.join(', ')}`);
}
