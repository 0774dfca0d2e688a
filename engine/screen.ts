import type { ErrorCode } from '../shared/errors.ts';
import type { SuiteId } from './mls/index.ts';
import type { Past } from './past.ts';
import type { Parts } from './records.ts';
import { codeOfGroup } from './safety-code.ts';
import { type ConversationState, emptySnapshot, type Snapshot, type VaultView } from './snapshot.ts';
import type { VaultPolicy } from './vault.ts';
import { countUnread } from './view.ts';

const suiteNames: Record<SuiteId, string> = {
  77: 'X-Wing (ML-KEM-768 + X25519), ChaCha20-Poly1305, Ed25519 · AES-256-GCM',
  7: 'P-384, AES-256-GCM, ECDSA · AES-256-GCM',
  1: 'X25519, AES-128-GCM, Ed25519 · AES-256-GCM',
};

/** What the screen is told: one frozen snapshot of all parts. */
export function look(o: {
  readonly parts: Parts | null;
  readonly state: ConversationState;
  readonly failure: ErrorCode | null;
  readonly live: boolean;
  readonly retryAt: number | null;
  readonly loadingEarlier: boolean;
  /** Null while nothing is read back yet. */
  readonly past: Past | null;
  readonly storage: 'durable' | 'memory';
  readonly nowMs: number;
  /** Devices with a socket, by the room's numbers. */
  readonly here: readonly number[];
}): Snapshot {
  const { parts, state, failure, live, retryAt } = o;
  const claims = parts?.profile.claims ?? null;
  const group = parts?.membership.group ?? null;
  const bare = { state, failure, connection: { live, retryAt }, storage: o.storage };
  if (parts === null || claims === null) return Object.freeze({ ...emptySnapshot, ...bare });
  const { view, chain, opener, timeline, holding, delivery, receipts, signals } = parts;
  const others = new Set(group?.members.map((member) => member.claims.sub));
  others.delete(claims.sub);
  const reached = receipts.of(others, opener.people, claims.sub, chain.cursor);
  view.update(claims, receipts.everyone);
  opener.changes?.wait(delivery.outbox.rows);
  const self = view.author(claims);
  const isRecovering = o.past?.isRecovering === true;
  const hasMore = group !== null && chain.first > 1;
  const withheld = o.past !== null && timeline.withheld && !isRecovering;
  return Object.freeze({
    ...bare,
    topic: claims.topic,
    self,
    canWrite: claims.can.includes('write') && !delivery.outbox.isLeaving,
    ...(delivery.outbox.isLeaving && { leaving: true as const }),
    livesMs: claims.livesS.map((seconds) => seconds * 1000),
    canRedact: claims.can.includes('write') && claims.can.includes('redact'),
    members:
      group === null ? [] : view.members(group.members, group.state.ownLeaf, claims.can.includes('remove')),
    writing: (signals?.writing(group?.members ?? [], claims.sub, o.nowMs) ?? []).map((one) =>
      view.author(one),
    ),
    present: [
      ...new Set(o.here.map((device) => opener.people.get(device) ?? '').filter((sub) => others.has(sub))),
    ],
    lines: view.lines(chain.items, chain.asleep).concat(
      view.pending(
        // What is in doubt at its place is shown there as long as it is on the screen.
        delivery.outbox.rows.filter(({ storedAt }) => storedAt === null || !chain.itemAt(storedAt)?.author),
        self,
      ),
    ),
    history: {
      more: hasMore,
      // What reads it is on its way as well.
      loading: o.loadingEarlier || isRecovering || (hasMore && live && o.past === null),
      withheld,
      ...(withheld && timeline.isCut && { cut: true as const }),
    },
    reached,
    unread: (holding?.unread ?? 0) + countUnread(chain.items, receipts.readSeq, claims.sub),
    safetyCode: group === null ? null : codeOfGroup(group.state),
    suite: group === null ? null : suiteNames[group.state.suite],
    vault: parts.ownVault?.view ?? unasked(parts.profile.vaultPolicy),
    bell: parts.bell.view,
    ...parts.profile.awaited?.view(group?.members ?? []),
  });
}

/** A vault of which nothing is known but who keeps it. */
const unasked = (policy: VaultPolicy | null): VaultView | null =>
  policy === 'own' ? { policy, state: 'unknown', ways: [] } : policy && { policy };
