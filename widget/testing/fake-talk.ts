import type {
  AuthorView,
  Change,
  LineView,
  Margin,
  MemberView,
  SayOptions,
  Snapshot,
  Talk,
  TalkEvent,
  TalkEventDetail,
  VaultWay,
} from '../../engine/snapshot.ts';
import { BedsideError, type ErrorCode } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';

type Text = Extract<LineView, { kind: 'text' }>;
type Listener = (event: TalkEventDetail) => void;

const lastMay = Date.UTC(2026, 4, 12, 9, 30);

export const maya: MemberView = {
  person: 'p-maya',
  name: 'Maya Okafor',
  role: 'patient',
  self: true,
  devices: [
    { id: 'k7Qm2xPz', leaf: 0, self: true, addedAt: lastMay, removable: false },
    { id: 'b81Rt0Lw', leaf: 3, self: false, addedAt: lastMay + 9 * 24 * 3600_000, removable: true },
  ],
};
export const rivera: MemberView = {
  person: 'p-rivera',
  name: 'Dr. Ana Rivera',
  role: 'clinician',
  self: false,
  devices: [{ id: 'Zc4hV9sd', leaf: 1, self: false, addedAt: lastMay, removable: false }],
};
export const lena: MemberView = {
  person: 'p-lena',
  name: 'Lena Hoffmann, RN',
  role: 'clinician',
  self: false,
  devices: [{ id: 'w2Yf6uKe', leaf: 2, self: false, addedAt: null, removable: false }],
};

export const noMargin: Margin = {
  quote: null,
  edits: 0,
  earlier: [],
  reactions: [],
  pending: null,
  expiresAt: null,
};

export const authorOf = ({ person, name, role, self }: MemberView): AuthorView => ({
  person,
  name,
  role,
  self,
});

/** A Talk without an engine: it keeps what is said in memory, and a test moves the rest of the world. */
export class FakeTalk implements Talk {
  /** The places from which somebody read. */
  readonly readFrom: number[] = [];
  snapshot: Snapshot;
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  readonly saved: string[] = [];
  running = false;
  /** say() waits for this before it resolves. */
  saving: Promise<void> = Promise.resolve();
  /** The next say() throws this. */
  throwNext: ErrorCode | null = null;
  /** What start() makes of the snapshot; a test that scripts the opening itself sets null. */
  readonly opened: Partial<Snapshot> | null;
  #seq: number;
  #key = 0;
  readonly #listeners = new Map<TalkEvent, Set<Listener>>();

  constructor(snapshot: Snapshot, opened: Partial<Snapshot> | null = null) {
    this.snapshot = Object.freeze(snapshot);
    this.opened = opened;
    this.#seq = snapshot.lines.findLast((line) => line.seq !== null)?.seq ?? 0;
  }

  start(): void {
    this.calls.push('start');
    this.running = true;
    if (this.opened) this.set(this.opened);
  }
  async stop(): Promise<void> {
    this.calls.push('stop');
    this.running = false;
  }
  async say(text: string, { quote = null, lifeMs = 0 }: SayOptions = {}): Promise<string> {
    this.calls.push(`say${quote === null ? '' : ` to ${quote}`}${lifeMs === 0 ? '' : ` for ${lifeMs}`}`);
    const code = this.throwNext;
    this.throwNext = null;
    await this.saving;
    if (code) throw new BedsideError(code);
    if (new TextEncoder().encode(text).length > limits.textBytesMax) throw new BedsideError('text-too-long');
    const key = `own-${++this.#key}`;
    this.saved.push(text);
    this.draft = '';
    this.#put({
      kind: 'text',
      key,
      seq: null,
      at: Date.now(),
      author: this.snapshot.self ?? authorOf(maya),
      text,
      state: 'queued',
      refusal: null,
      ...((quote !== null || lifeMs > 0) && {
        margin: {
          ...noMargin,
          quote: quote === null ? null : this.quoteOf(quote),
          expiresAt: lifeMs === 0 ? null : Date.now() + lifeMs,
        },
      }),
    });
    return key;
  }
  /** What a message is quoted as. */
  quoteOf(seq: number): NonNullable<Margin['quote']> {
    const line = this.snapshot.lines.find((one) => one.seq === seq);
    return {
      seq,
      found: line?.kind === 'text' ? { key: line.key, author: line.author, text: line.text } : null,
    };
  }
  /** What opens the vault; what was kept last opens it too. */
  vaultKey = '';
  async keepVault(way: VaultWay): Promise<void> {
    this.calls.push(`keep vault by ${way.kind}`);
    await this.saving;
    this.#throw();
    this.vaultKey = way.key;
    const ways = this.snapshot.vault?.policy === 'own' ? this.snapshot.vault.ways : [];
    this.set({ vault: { policy: 'own', state: 'open', ways: [...ways, { kind: way.kind, id: way.id }] } });
  }
  async openVault(way: VaultWay): Promise<void> {
    this.calls.push(`open vault by ${way.kind}`);
    await this.saving;
    this.#throw();
    if (way.key !== this.vaultKey) throw new BedsideError('vault-locked');
    const { vault } = this.snapshot;
    if (vault?.policy === 'own') this.set({ vault: { ...vault, state: 'open' } });
  }
  #throw(): void {
    const code = this.throwNext;
    this.throwNext = null;
    if (code) throw new BedsideError(code);
  }
  async change(change: Change): Promise<void> {
    this.calls.push(change.kind);
    const line = this.snapshot.lines.find((one) => one.seq === change.seq);
    if (line?.kind !== 'text') throw new BedsideError('target-invalid');
    const before = line.margin ?? noMargin;
    if (change.kind === 'edit') {
      const earlier = [...before.earlier, { text: line.text, at: line.at }];
      this.move(line.key, { text: change.text, margin: { ...before, edits: before.edits + 1, earlier } });
      return;
    }
    if (change.kind === 'redaction') {
      const { key, seq, at, author } = line;
      const by = this.snapshot.self ?? authorOf(maya);
      const removed: LineView = { kind: 'removed', key, seq: seq!, at, author, by, why: 'removed' };
      this.set({ lines: this.snapshot.lines.map((one) => (one.key === key ? removed : one)) });
      return;
    }
    const { emoji, on } = change;
    const self = this.snapshot.self ?? authorOf(maya);
    const known = before.reactions.find((one) => one.emoji === emoji);
    const people = (known?.people ?? []).filter(({ person }) => person !== self.person);
    if (on) people.push(self);
    const others = before.reactions.filter((one) => one !== known);
    const reactions = people.length === 0 ? others : [...others, { emoji, people, own: on }];
    this.move(line.key, { margin: { ...before, reactions } });
  }
  draft = '';
  async readDraft(): Promise<string> {
    return this.draft;
  }
  async keepDraft(text: string): Promise<void> {
    this.draft = text;
  }

  async resend(key: string): Promise<void> {
    this.calls.push(`resend ${key}`);
    this.move(key, { state: 'queued', refusal: null });
  }
  async discard(key: string): Promise<void> {
    this.calls.push(`discard ${key}`);
    this.set({ lines: this.snapshot.lines.filter((line) => line.key !== key) });
  }
  async removeDevices(deviceIds: readonly string[]): Promise<void> {
    this.calls.push(`removeDevices ${deviceIds.join(' ')}`);
    const code = this.throwNext;
    this.throwNext = null;
    await this.saving;
    if (code) throw new BedsideError(code);
    const members = this.snapshot.members.map((member) => ({
      ...member,
      devices: member.devices.filter(({ id }) => !deviceIds.includes(id)),
    }));
    this.set({ members: members.filter(({ devices }) => devices.length > 0) });
  }
  async markCompared(person: string, code: string | null): Promise<void> {
    this.calls.push(`markCompared ${person} ${code}`);
    await this.saving;
    this.#throw();
    const members = this.snapshot.members.map((member): MemberView => {
      if (member.person !== person) return member;
      const { compared: _, ...bare } = member;
      return code === null ? bare : { ...bare, compared: { at: lastMay, holds: true } };
    });
    this.set({ members });
  }
  async loadEarlier(): Promise<void> {
    this.calls.push('loadEarlier');
    this.set({ history: { ...this.snapshot.history, loading: true } });
  }
  async beginAnew(): Promise<void> {
    this.calls.push('beginAnew');
  }
  reading(seq: number): void {
    this.readFrom.push(seq);
  }

  async keepBell(endpoint: string | null): Promise<void> {
    this.calls.push(`keepBell ${endpoint}`);
    await this.saving;
    this.#throw();
    this.set({ bell: this.snapshot.bell ? { ...this.snapshot.bell, set: endpoint !== null } : null });
  }
  markRead(seq: number): void {
    this.calls.push(`markRead ${seq}`);
    this.set({ unread: this.snapshot.lines.filter((line) => unreadAfter(line, seq)).length });
  }
  async leave(): Promise<void> {
    this.calls.push('leave');
    await this.saving;
    this.#throw();
    this.set({ leaving: true, canWrite: false });
  }
  beginVisit(): void {
    this.calls.push('beginVisit');
  }
  endVisit(): void {
    this.calls.push('endVisit');
  }

  typing(on: boolean): void {
    this.calls.push(on ? 'typing' : 'paused');
  }
  probe(): void {
    this.calls.push('probe');
  }
  addEventListener(type: TalkEvent, listener: Listener): void {
    const all = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, all.add(listener));
  }
  removeEventListener(type: TalkEvent, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  /** Another snapshot, and the word of it. */
  set(change: Partial<Snapshot>): void {
    this.snapshot = Object.freeze({ ...this.snapshot, ...change });
    this.#emit('change', null);
  }
  /** The room took a line. */
  store(key: string): void {
    this.move(key, { state: 'stored', seq: ++this.#seq });
  }
  refuse(key: string, code: ErrorCode): void {
    this.move(key, { state: 'refused', refusal: code });
  }
  move(key: string, change: Partial<Text>): void {
    this.set({
      lines: this.snapshot.lines.map((line) =>
        line.key === key && line.kind === 'text' ? { ...line, ...change } : line,
      ),
    });
  }
  /** Somebody else writes. */
  receive(text: string, author: MemberView = rivera, at = Date.now()): number {
    const seq = ++this.#seq;
    const line: Text = {
      kind: 'text',
      key: `in-${seq}`,
      seq,
      at,
      author: authorOf(author),
      text,
      state: 'stored',
      refusal: null,
    };
    this.set({ unread: this.snapshot.unread + 1 });
    this.#put(line);
    this.#emit('received', seq);
    return seq;
  }
  /** The page before the first line, answered. */
  earlier(lines: readonly LineView[], more: boolean): void {
    this.set({
      lines: [...lines, ...this.snapshot.lines],
      history: { ...this.snapshot.history, loading: false, more },
    });
  }

  #put(line: LineView): void {
    if (this.snapshot.lines.at(-1)?.seq !== null || line.seq === null) {
      this.set({ lines: [...this.snapshot.lines, line] });
      return;
    }
    const pending = this.snapshot.lines.filter((one) => one.seq === null);
    const stored = this.snapshot.lines.filter((one) => one.seq !== null);
    this.set({ lines: [...stored, line, ...pending] });
  }
  #emit(type: TalkEvent, seq: number | null): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, seq });
  }
}

const unreadAfter = (line: LineView, seq: number): boolean =>
  line.kind === 'text' && !line.author.self && line.seq !== null && line.seq > seq;
