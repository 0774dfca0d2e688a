import { BedsideError, codeOf } from '../../shared/errors.ts';
import { Part } from '../../shared/part.ts';
import type { GetPassport, PassportAnswer, PassportRequest } from '../connect.ts';
import { passportAnswer, passportFrom } from '../passport-request.ts';
import type { Room, RoomsAsked } from '../rooms.ts';
import type { SettingsOutcome } from '../settings.ts';
import type { Ask, PageWord } from './words.ts';

/** Few pages have a list of conversations. */
const parts = new Part(() => import('./rooms-parts.ts'));

/** A frame has so many answers to wait for at once, and no more: its rooms' passports and the list are fewer. */
const answersMax = 32;

/**
 * What a frame asks the portal for is asked here: the portal's cookie is the page's. A passport only for the conversation
 * that the page names, or for one of the list that was handed over last.
 */
export class PagePortal {
  readonly relay: string;
  readonly tenant: string;
  /** Empty where there is a list of them. */
  readonly conversation: string;
  readonly profile: string;
  /** Where the list is asked for, or the name of the property that gives it; empty where there is none. */
  readonly rooms: string;
  readonly #getPassport: GetPassport;
  /** How the list is asked for; null where there is none. */
  readonly #list: RoomsAsked | null;
  #named: ReadonlySet<string>;
  /** Counts the lists that were asked for: one that comes after a later one is not the last. */
  #lists = 0;
  #answers = 0;

  constructor(set: Exclude<SettingsOutcome, { readonly invalid: unknown }>) {
    const { relay, tenant } = 'inbox' in set ? set.inbox : set.settings;
    this.relay = relay;
    this.tenant = tenant;
    if ('inbox' in set) {
      const { roomsUrl, passportUrl, getPassport } = set.inbox;
      this.conversation = '';
      this.profile = passportUrl ?? '';
      this.rooms = roomsUrl ?? 'getRooms';
      this.#getPassport = getPassport ?? passportFrom(passportUrl!);
      this.#list = set.inbox;
      this.#named = new Set();
    } else {
      const { conversation, profile, getPassport } = set.settings;
      this.conversation = conversation;
      this.profile = profile;
      this.rooms = '';
      this.#getPassport = getPassport;
      this.#list = null;
      this.#named = new Set([conversation]);
    }
  }

  /** True where what was asked of one may go on with the other. */
  is(other: PagePortal | null): boolean {
    return (['relay', 'tenant', 'conversation', 'profile', 'rooms'] as const).every(
      (name) => this[name] === other?.[name],
    );
  }

  /** What the frame is told. Never rejects. */
  async answer(asked: Ask): Promise<PageWord> {
    const { id } = asked;
    if (this.#answers === answersMax) return { kind: 'refused', id, code: 'slow-down' };
    this.#answers++;
    try {
      return asked.kind === 'ask'
        ? { kind: 'passport', id, answer: await this.#passport(asked.request) }
        : { kind: 'rooms', id, rooms: await this.#rooms() };
    } catch (thrown) {
      return { kind: 'refused', id, code: codeOf(thrown) };
    } finally {
      this.#answers--;
    }
  }

  async #passport(request: PassportRequest): Promise<PassportAnswer> {
    if (!this.#named.has(request.conversation)) throw new BedsideError('portal-refused');
    return passportAnswer(await this.#getPassport(request));
  }

  async #rooms(): Promise<readonly Room[]> {
    if (!this.#list) throw new BedsideError('portal-refused');
    const turn = ++this.#lists;
    const { askRooms } = await parts.get();
    const rooms = await askRooms(this.#list);
    if (turn === this.#lists) this.#named = new Set(rooms.map(({ conversation }) => conversation));
    return rooms;
  }
}
