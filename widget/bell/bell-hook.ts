import type { ReactiveController } from 'lit';
import type { Talk } from '../../engine/snapshot.ts';
import { BedsideError, codeOf } from '../../shared/errors.ts';
import type { BedsideChat } from '../chat.ts';
import { BedsideErrorEvent } from '../events/outgoing.ts';
import type { Language } from '../language.ts';
import type { TalkController } from '../talk-controller.ts';
import type { ViewHost } from '../view-host.ts';
import { type BellPlace, bellState, follow, hold, turnOff, turnOn } from './bell-keeper.ts';
import { BellRequest } from './bell-request.ts';
import { bellWished } from './bell-wish.ts';
import { ownUrl } from './own-url.ts';

/** Every chat in the page: what one person chooses in one conversation goes for all of them. */
const hooks = new Set<BellHook>();

/**
 * Where a chat hangs on what rings its person while no page is open. Fetched where the page wants it; nothing is done where
 * nobody wants to be rung, but to take back a bell that a relay still knows.
 */
export class BellHook implements ReactiveController {
  readonly #chat: BedsideChat;
  readonly #controller: TalkController;
  readonly #language: () => Language;
  readonly #failed: (thrown: unknown) => void;
  /** What was told last: another word is worth another look. */
  #told = '';
  #talk: Talk | null = null;
  #letGo: Promise<() => void> | null = null;

  constructor(host: ViewHost, chat: BedsideChat, controller: TalkController, language: () => Language) {
    this.#chat = chat;
    this.#controller = controller;
    this.#language = language;
    this.#failed = (thrown) => host.dispatchEvent(new BedsideErrorEvent(codeOf(thrown)));
    host.addController(this);
    host.renderRoot.addEventListener(BellRequest.type, (event) => this.#take(event as BellRequest));
    if (host.isConnected) this.hostConnected();
  }

  /** The page has a worker for it, and the relay says that it rings. */
  get isOffered(): boolean {
    return !!this.#place?.talk.snapshot.bell;
  }

  get #place(): BellPlace | null {
    const { talk, settings } = this.#controller;
    const { bellWorker } = this.#chat;
    const worker = bellWorker && ownUrl(bellWorker, document.baseURI);
    return talk && settings && worker ? { talk, settings, worker } : null;
  }

  hostConnected(): void {
    hooks.add(this);
  }
  hostDisconnected(): void {
    hooks.delete(this);
    this.#drop();
  }
  hostUpdated(): void {
    const place = this.#place;
    if (place?.talk !== this.#talk) this.#drop();
    this.#talk = place?.talk ?? null;
    const { bell, connection } = place?.talk.snapshot ?? {};
    if (!place || !bell || !connection?.live) {
      this.#told = '';
      return;
    }
    const told = `${bell.key} ${bell.set}`;
    if (told === this.#told) return;
    this.#told = told;
    this.#look(place);
  }

  /** Somebody looks how it stands, or chose. */
  #take(event: BellRequest): void {
    const place = this.#place;
    if (place !== null) event.answer = this.#do(place, event.act);
  }

  async #do(place: BellPlace, act: BellRequest['act']): Promise<unknown> {
    if (act === 'look') return bellState(place);
    const { bell } = place.talk.snapshot;
    if (!bell) throw new BedsideError('relay-unreachable', 'it has not said so yet');
    const state = await (act === 'on' ? turnOn(place, bell, this.#language()) : turnOff(place));
    for (const hook of hooks) hook.#again();
    return state;
  }

  #again(): void {
    const place = this.#place;
    if (place?.talk.snapshot.connection.live) this.#look(place);
  }

  #look(place: BellPlace): void {
    if (!bellWished() && place.talk.snapshot.bell?.set !== true) return;
    this.#letGo ??= hold(place, () => this.#again());
    follow(place).catch(this.#failed);
  }

  #drop(): void {
    this.#letGo?.then((letGo) => letGo()).catch(this.#failed);
    this.#letGo = null;
    this.#told = '';
  }
}
