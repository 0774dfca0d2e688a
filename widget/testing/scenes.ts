import type { LineView, Margin, MemberView, SendState, Snapshot } from '../../engine/snapshot.ts';
import { emptySnapshot } from '../../engine/snapshot.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { authorOf, FakeTalk, lena, maya, noMargin, rivera } from './fake-talk.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Lines as they come, numbered; the clock of a scene stands at its day's start. */
export class Script {
  readonly lines: LineView[] = [];
  readonly #day: number;
  #seq = 0;
  constructor(now: number) {
    this.#day = new Date(now).setHours(0, 0, 0, 0);
  }
  at(daysAgo: number, clock: string): number {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return this.#day - daysAgo * dayMs + (hours * 60 + minutes) * minuteMs;
  }
  say(author: MemberView, at: number, text: string, state: SendState = 'read'): this {
    const seq = ++this.#seq;
    this.lines.push({
      kind: 'text',
      key: `m${seq}`,
      seq,
      at,
      author: authorOf(author),
      text,
      state,
      refusal: null,
    });
    return this;
  }
  /** What stands beside the last line. */
  beside(margin: Partial<Margin>): this {
    const line = this.lines.pop()!;
    if (line.kind === 'text') this.lines.push({ ...line, margin: { ...noMargin, ...margin } });
    return this;
  }
  /** The line of this number, as others quote it. */
  quote(seq: number): Margin['quote'] {
    const line = this.lines.find((one) => one.seq === seq);
    return {
      seq,
      found: line?.kind === 'text' ? { key: line.key, author: line.author, text: line.text } : null,
    };
  }
  pending(at: number, text: string, state: SendState, refusal: ErrorCode | null = null): this {
    const key = `p${this.lines.length}`;
    this.lines.push({ kind: 'text', key, seq: null, at, author: authorOf(maya), text, state, refusal });
    return this;
  }
  notice(author: MemberView, at: number, notice: 'joined' | 'left' | 'device-added', again = false): this {
    const seq = ++this.#seq;
    const line = { kind: 'notice', key: `n${seq}`, seq, at, notice, author: authorOf(author) } as const;
    this.lines.push(again ? { ...line, compareAgain: true } : line);
    return this;
  }
  remove(by: MemberView, at: number, why: 'removed' | 'expired'): this {
    const seq = ++this.#seq;
    const author = authorOf(by);
    this.lines.push({ kind: 'removed', key: `r${seq}`, seq, at, author, by: author, why });
    return this;
  }
  problem(at: number, code: ErrorCode): this {
    const seq = ++this.#seq;
    this.lines.push({ kind: 'problem', key: `x${seq}`, seq, at, code });
    return this;
  }
}

export const open: Snapshot = {
  ...emptySnapshot,
  state: 'ready',
  connection: { live: true, retryAt: null },
  topic: 'clinical',
  self: authorOf(maya),
  canWrite: true,
  members: [maya, rivera],
  safetyCode: '482910375518264907731160582394',
  vault: { policy: 'portal' },
  suite: 'X-Wing (ML-KEM-768 with X25519), ChaCha20-Poly1305, SHA-256, Ed25519; messages AES-256-GCM',
  storage: 'durable',
};

/** Two days after a knee operation: a patient, her surgeon, and later a nurse. */
function story(now: number): Script {
  const script = new Script(now);
  const at = script.at.bind(script);
  return script
    .notice(rivera, at(1, '16:02'), 'joined')
    .say(
      rivera,
      at(1, '16:04'),
      'Good afternoon Maya, this is Dr. Rivera. How did the first night at home go?',
    )
    .say(
      maya,
      at(1, '16:21'),
      'Better than I feared. I slept about six hours, with the leg on two pillows as you said.',
    )
    .say(
      maya,
      at(1, '16:22'),
      'The dressing has a small brown spot at the lower edge, about the size of a coin. Is that normal?',
    )
    .say(
      rivera,
      at(1, '16:40'),
      'Yes, a dry spot of that size is expected on the second day. Please do not change the dressing yet.\n\nCall us the same day if:\n• it grows larger than your palm\n• it turns bright red or smells\n• you have a fever above 38.5 °C (101.3 °F)',
    )
    .say(rivera, at(1, '16:41'), 'And keep moving the ankle, ten times every waking hour.')
    .say(maya, at(1, '16:47'), 'Will do. Thank you!')
    .say(
      maya,
      at(0, '9:12'),
      'Good morning. The spot is the same size. Pain is 4 of 10 when I get up, 2 otherwise.',
    )
    .say(
      rivera,
      at(0, '9:30'),
      'That is a good course. You can go down to one ibuprofen 400 mg three times a day, with food.',
    )
    .say(rivera, at(0, '9:31'), 'Lena, our nurse, will call you at 11 to go through the exercises.')
    .say(maya, at(0, '9:33'), 'Perfect, I will be home.', 'read');
}

/** A conversation of so many lines, the last of them now: some long, some short, a day every fifty. */
export function long(count: number, now: number, change: Partial<Snapshot> = {}): FakeTalk {
  const script = new Script(now);
  for (let i = 0; i < count; i++) {
    const author = i % 7 < 4 ? rivera : maya;
    const text = `Line ${i + 1}. ${'The knee bends a little further every day. '.repeat((i * 7) % 5)}`;
    script.say(author, now - (count - i) * (dayMs / 50), text.trim());
  }
  return of(script, change);
}

const of = (script: Script, change: Partial<Snapshot> = {}): FakeTalk =>
  new FakeTalk({ ...open, lines: script.lines, ...change });

/** Every state that a person may meet, by name. `now`: ms since 1970. */
export const scenes = {
  loading: () => new FakeTalk({ ...emptySnapshot, state: 'connecting' }),
  empty: () => new FakeTalk(open),
  conversation: (now) => of(story(now)),
  group: (now) => {
    const script = story(now);
    const at = script.at.bind(script);
    script
      .notice(lena, at(0, '10:50'), 'joined')
      .say(
        lena,
        at(0, '10:52'),
        'Hello Maya, Lena here. Do you have a towel and a chair without wheels at hand?',
      )
      .say(maya, at(0, '10:55'), 'Both ready.', 'delivered')
      .notice(maya, at(0, '10:56'), 'device-added')
      .say(lena, at(0, '10:58'), 'مرحبا، هذه هي التعليمات بالعربية لوالدتك.')
      .pending(at(0, '10:59'), 'She is here with me and says thank you.', 'sealed');
    const last = script.lines.length;
    return of(script, {
      members: [maya, rivera, lena],
      reached: [
        { person: rivera.person, taken: last, read: last },
        { person: lena.person, taken: last, read: 0 },
      ],
    });
  },
  compared: (now) => {
    const script = story(now);
    script.notice(rivera, script.at(0, '9:40'), 'device-added', true);
    const [device] = rivera.devices;
    const phone = { ...device!, id: 'q8Lm3ndA', leaf: 4, addedAt: script.at(0, '9:40') };
    const holds = { at: script.at(3, '10:00'), holds: true };
    return of(script, {
      members: [
        maya,
        { ...rivera, devices: [device!, phone], compared: { ...holds, holds: false } },
        { ...lena, compared: holds },
      ],
    });
  },
  margins: (now) => {
    const script = story(now);
    const at = script.at.bind(script);
    script
      .say(rivera, at(0, '9:40'), 'Please keep the leg up for another two days, whenever you sit.')
      .beside({ reactions: [{ emoji: '👍', people: [authorOf(maya)], own: true }] })
      .say(maya, at(0, '9:44'), 'No, not any more. It is dry.')
      .beside({ quote: script.quote(5) })
      .say(maya, at(0, '9:45'), 'I took two tablets at eight, with breakfast.')
      .beside({
        edits: 1,
        earlier: [{ text: 'I took two tables at eight.', at: at(0, '9:45') }],
        reactions: [
          { emoji: '✅', people: [authorOf(rivera), authorOf(lena)], own: false },
          { emoji: '🙏', people: [authorOf(rivera)], own: false },
        ],
      })
      .say(rivera, at(0, '9:50'), 'Here is the leaflet: https://clinic.example/knee/after-surgery.')
      .beside({ quote: { seq: 0, found: null } })
      .say(rivera, at(0, '9:51'), '👍')
      .say(
        maya,
        at(0, '9:55'),
        `What I did since yesterday:\n${Array.from({ length: 20 }, (_, i) => `${i + 1}. ten ankle circles, then a rest`).join('\n')}`,
      )
      .say(maya, at(0, '9:56'), 'And I have slept well.')
      .beside({
        edits: 1,
        earlier: [{ text: 'And I have slept.', at: at(0, '9:56') }],
        pending: { key: 'p1', state: 'refused', refusal: 'slow-down' },
      });
    return of(script, {
      members: [maya, rivera, lena],
      writing: [authorOf(rivera)],
      present: [rivera.person],
    });
  },
  staff: (now) => {
    const script = story(now);
    const self = { ...lena, self: true };
    const other = { ...maya, self: false };
    for (const [i, line] of script.lines.entries())
      if (line.kind === 'text') script.lines[i] = { ...line, author: { ...line.author, self: false } };
    script
      .say(self, script.at(0, '9:40'), 'Your new code for the exercise app is 4711.', 'delivered')
      .beside({ expiresAt: Date.now() + 7 * 3600_000 });
    return of(script, {
      self: authorOf(self),
      members: [other, rivera, self],
      livesMs: [3600_000, 8 * 3600_000, 24 * 3600_000, 7 * 24 * 3600_000],
    });
  },
  removed: (now) => {
    const script = story(now);
    const at = script.at.bind(script);
    script
      .remove(rivera, at(0, '9:34'), 'removed')
      .remove(maya, at(0, '9:35'), 'removed')
      .remove(maya, at(0, '9:36'), 'expired');
    script.problem(at(0, '9:37'), 'entry-withheld');
    return of(script);
  },
  refused: (now) => {
    const script = story(now);
    script.pending(
      script.at(0, '9:40'),
      'One more question: may I shower with the waterproof cover on?',
      'refused',
      'slow-down',
    );
    return of(script);
  },
  offline: (now) => {
    const script = story(now);
    script.pending(script.at(0, '9:41'), 'May I drive again next week?', 'queued');
    return of(script, {
      state: 'offline',
      failure: 'relay-unreachable',
      connection: { live: false, retryAt: Date.now() + 12_000 },
    });
  },
  problems: (now) => {
    const script = story(now);
    script.problem(script.at(0, '9:35'), 'envelope-forged').problem(script.at(0, '9:36'), 'envelope-unkeyed');
    return of(script, { history: { more: false, loading: false, withheld: true } });
  },
  cut: (now) => of(story(now), { history: { more: true, loading: false, withheld: true, cut: true } }),
  awaited: (now) =>
    of(story(now), {
      awaited: [
        { person: 'p-night', name: 'Lena Hoffmann' },
        { person: 'p-unnamed', name: '' },
      ],
    }),
  rosterOld: (now) => of(story(now), { rosterProblem: 'roster-rolled-back' }),
  backupNone: (now) => of(story(now), { vault: { policy: 'own', state: 'none', ways: [] } }),
  backupOpen: (now) =>
    of(story(now), {
      vault: {
        policy: 'own',
        state: 'open',
        ways: [
          { kind: 'passkey', id: 'b81Rt0Lw' },
          { kind: 'code', id: '' },
        ],
      },
    }),
  backupLocked: (now) =>
    of(story(now), {
      history: { more: true, loading: false, withheld: true },
      vault: {
        policy: 'own',
        state: 'locked',
        ways: [
          { kind: 'passkey', id: 'b81Rt0Lw' },
          { kind: 'code', id: '' },
        ],
      },
    }),
  backupOld: (now) => of(story(now), { vault: { policy: 'own', state: 'rolled-back', ways: [] } }),
  bells: (now) => of(story(now), { bell: { key: `B${'A'.repeat(86)}`, set: false } }),
  memory: (now) => of(story(now), { storage: 'memory' }),
  readOnly: (now) => of(story(now), { canWrite: false }),
  left: () => new FakeTalk({ ...emptySnapshot, state: 'ended', failure: 'left' }),
  ended: (now) => of(story(now), { state: 'ended', failure: 'group-removed', canWrite: false }),
  failed: () => new FakeTalk({ ...emptySnapshot, state: 'failed', failure: 'portal-refused' }),
  unreachable: () => new FakeTalk({ ...emptySnapshot, state: 'failed', failure: 'tenant-unreachable' }),
} satisfies Record<string, (now: number) => FakeTalk>;
export type SceneName = keyof typeof scenes;
