import { afterEach, vi } from 'vitest';

/** Moves the clock of the test and of the relay, which share one isolate, on by `ms`. It is put right after each test. */
export function later(ms: number): void {
  const now = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(now);
}

export function setClockRight(): void {
  vi.useRealTimers();
}

afterEach(setClockRight);
