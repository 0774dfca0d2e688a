import type { Change, SayOptions, VaultWay } from '../../engine/index.ts';
import { json } from '../../shared/plain-page.ts';
import type { Intent, Nudge } from './tab-words.ts';

/** A conversation's wishes as the words in which one tab tells them to another (tab-words.ts): with an outcome, or without. */
export abstract class WordedTalk {
  /** Resolves with the outcome, or throws its code. */
  protected abstract ask(intent: Intent, about?: string): Promise<string>;
  /** Nobody waits for what comes of it. */
  protected abstract nudge(nudge: Nudge, seq?: number): void;

  say(text: string, { quote = null, lifeMs = 0 }: SayOptions = {}): Promise<string> {
    return this.ask('say', json({ text, quote, lifeMs }));
  }

  async change(change: Change): Promise<void> {
    await this.ask('change', json(change));
  }

  readDraft(): Promise<string> {
    return this.ask('readDraft');
  }

  async keepDraft(text: string): Promise<void> {
    await this.ask('keepDraft', text);
  }

  async resend(key: string): Promise<void> {
    await this.ask('resend', key);
  }

  async discard(key: string): Promise<void> {
    await this.ask('discard', key);
  }

  async removeDevices(deviceIds: readonly string[]): Promise<void> {
    await this.ask('removeDevices', json(deviceIds));
  }

  async markCompared(person: string, code: string | null): Promise<void> {
    await this.ask('markCompared', json([person, code]));
  }

  async loadEarlier(): Promise<void> {
    await this.ask('loadEarlier');
  }

  async beginAnew(): Promise<void> {
    await this.ask('beginAnew');
  }

  async keepVault(way: VaultWay): Promise<void> {
    await this.ask('keepVault', json(way));
  }

  async openVault(way: VaultWay): Promise<void> {
    await this.ask('openVault', json(way));
  }

  reading(seq: number): void {
    this.nudge('reading', seq);
  }

  async keepBell(endpoint: string | null): Promise<void> {
    await this.ask('keepBell', endpoint ?? '');
  }

  async leave(): Promise<void> {
    await this.ask('leave');
  }

  beginVisit(): void {
    this.nudge('beginVisit');
  }

  endVisit(): void {
    this.nudge('endVisit');
  }

  typing(on: boolean): void {
    this.nudge('typing', on ? 1 : 0);
  }

  probe(): void {
    this.nudge('probe');
  }
}
