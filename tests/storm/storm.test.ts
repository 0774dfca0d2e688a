import { describe, expect, it } from 'vitest';
import {
  decodeClientFrame,
  decodeRelayFrame,
  encodeClientFrame,
  encodeRelayFrame,
} from '../../shared/frames.ts';
import { told } from './held.ts';
import { keptSeeds } from './kept-seeds.ts';
import { type Sabotage, storm } from './storm.ts';
import { Random, Time } from './time.ts';

describe('the storm', () => {
  for (const { seed, name } of keptSeeds) {
    it(`kept seed ${seed}: ${name}`, async () => {
      expect(told(await storm({ seed }))).toBe(null);
    }, 60_000);
  }

  it('replays a seed step by step', async () => {
    for (const seed of [3, 1049, 1100]) {
      const [once, again] = [await storm({ seed }), await storm({ seed })];
      expect(again.trace).toBe(once.trace);
      expect(again.counts).toEqual(once.counts);
    }
    expect((await storm({ seed: 3 })).trace).not.toBe((await storm({ seed: 7 })).trace);
  }, 60_000);

  it('passes time in order, and the cancelled not at all', () => {
    const random = new Random(1);
    const time = new Time(0);
    const seen: number[] = [];
    for (let i = 0; i < 500; i++) {
      const ms = random.whole(0, 100);
      const cancel = time.after(ms, `${i}`, () => seen.push(ms));
      if (random.chance(0.2)) {
        cancel();
        seen.length = 0;
      }
    }
    while (time.step(1000) !== null);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(300);
    expect(time.now()).toBe(1000);
  });
});

describe('the checker sees', () => {
  /** What is said of the sabotage in the first seeds where it shows. */
  const caught = async (sabotage: Sabotage): Promise<string> => {
    for (let seed = 1; seed <= 40; seed++) {
      const { broken } = await storm({ seed, sabotage });
      if (broken !== null) return broken;
    }
    return 'nothing';
  };

  it('a relay that loses a message and goes on with the next', async () => {
    // Every seventh send is thrown away, and the socket stands.
    let sends = 0;
    expect(
      await caught(({ network }) => {
        network.bendUp = (bytes) =>
          decodeClientFrame(bytes).type === 'send' && ++sends % 7 === 0 ? [] : [bytes];
      }),
    ).not.toBe('nothing');
  }, 60_000);

  it('a relay that gives a device other words for an entry', async () => {
    expect(
      await caught(({ network, devices }) => {
        network.bend = (bytes, owner) => {
          const frame = decodeRelayFrame(bytes);
          if (frame.type !== 'entries' || owner.name !== devices[0]!.name) return [bytes];
          const entries = frame.entries.map((entry) =>
            entry.kind === 'message' && entry.seq % 5 === 0 ? { ...entry, at: entry.at + 1 } : entry,
          );
          return [encodeRelayFrame({ ...frame, entries })];
        };
      }),
    ).toMatch(/problem|failed|never came/);
  }, 60_000);

  it('a room that takes the same words twice', async () => {
    // As a room without INV-4 would: a resend is another message to it.
    expect(
      await caught(({ network }) => {
        network.bendUp = (bytes) => {
          const frame = decodeClientFrame(bytes);
          if (frame.type !== 'send') return [bytes];
          const again = { ...frame, id: frame.id + 1 };
          return [bytes, encodeClientFrame(again)];
        };
      }),
    ).toMatch(/problem|failed|refused|never came/);
  }, 60_000);

  it('a client that forgets how far it counted', async () => {
    expect(
      await caught(({ devices }) => {
        for (const device of devices) {
          const open = device.open.bind(device);
          let stale: Map<string, Uint8Array> | null = null;
          device.open = () => {
            // Its records are as they were two pages ago; its key is there.
            if (stale !== null && stale.size > 0) {
              device.store.records.clear();
              for (const [key, value] of stale) device.store.records.set(key, value);
            }
            stale = new Map(device.store.records);
            return open();
          };
        }
      }),
    ).not.toBe('nothing');
  }, 60_000);
});
