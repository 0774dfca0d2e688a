import { sha256 } from '@noble/hashes/sha2.js';
import { expect, it } from 'vitest';
import type { Entry } from '../../shared/frames.ts';
import { firstLogHash, nextLogHash } from '../../shared/log-hash.ts';
import { crash, summary } from './crash.ts';
import { Ledger } from './ledger.ts';

it('INV-1: what was acked is there after SIGKILL under load, once, in its place', async () => {
  const report = await crash({ kills: 3, seed: 1 });
  expect(report.wrongs).toEqual([]);
  expect(report.acked).toBeGreaterThan(50);
  expect(report.integrity).toEqual(['ok', 'ok']);
  console.log(summary(report));
}, 60_000);

it('the ledger sees a loss, a second copy, another order and another entry', () => {
  const groupId = new Uint8Array(32).fill(1);
  const entry = (seq: number, id: number, fill = id): Entry => ({
    seq,
    at: 1000,
    kind: 'message',
    device: 1,
    id,
    epoch: 0,
    body: new Uint8Array(8).fill(fill),
    link: null,
    record: null,
    withdrawn: null,
  });
  const wrongs = (log: readonly Entry[]) => {
    const ledger = new Ledger(groupId);
    for (const id of [1, 2, 3]) ledger.ack('message', 1, id, { seq: id, at: 1000 }, entry(id, id).body);
    const hash = log.reduce((chain, it) => nextLogHash(sha256, chain, it), firstLogHash(sha256, groupId));
    ledger.audit(log, log.length, hash, ledger.said());
    return ledger.wrongs.join(', ');
  };
  expect(wrongs([entry(1, 1), entry(2, 2), entry(3, 3)])).toBe('');
  expect(wrongs([entry(1, 1), entry(2, 2)])).toContain('is lost');
  expect(wrongs([entry(1, 1), entry(2, 2), entry(3, 3), entry(4, 3)])).toContain('twice');
  expect(wrongs([entry(1, 2), entry(2, 1), entry(3, 3)])).toContain('was acked at 2 and is at 1');
  expect(wrongs([entry(1, 1), entry(2, 2), entry(3, 3, 9)])).toContain('was acked at 3');
});
