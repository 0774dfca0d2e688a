import { conversationIdFrom } from '../shared/ids.ts';
import type { GetPassport, Settings } from './connect.ts';
import { passportFrom } from './passport-request.ts';
import type { GetRooms, RoomsAsked } from './rooms.ts';

/** `panel`: in the page. `launcher`: a button at the corner of the window, and a window above it. `visit`: beside video. */
export const layouts = ['panel', 'launcher', 'visit'] as const;
export type Layout = (typeof layouts)[number];

/** What a developer wrote on the element, unchecked. */
export interface Wishes {
  readonly relay: unknown;
  readonly tenant: unknown;
  readonly conversation: unknown;
  readonly passportUrl: unknown;
  readonly getPassport: unknown;
  readonly roomsUrl: unknown;
  readonly getRooms: unknown;
  readonly layout: unknown;
  readonly isolation: unknown;
}
export type SettingName = 'relay' | 'tenant' | 'conversation' | 'rooms' | 'passport' | 'layout' | 'isolation';

/** What an inbox was set up with, checked; each of its rooms is checked again with its conversation. */
export interface InboxSettings extends RoomsAsked {
  readonly relay: string;
  readonly tenant: string;
  /** For passports likewise, as the developer gave it: either, and the other is null. */
  readonly passportUrl: string | null;
  readonly getPassport: GetPassport | null;
}
export type SettingsOutcome =
  | { readonly settings: Settings }
  /** No conversation, but a list of them. */
  | { readonly inbox: InboxSettings }
  /** `missing`: not there yet; a script may still be about to set it. */
  | { readonly invalid: SettingName; readonly missing: boolean };

/**
 * The settings in `wishes`, or the first that is wrong. `base`: what a relative passport URL is relative to. `framed`: for a
 * frame; without it one that was asked for cannot be had. Functions among them ask those that `wishes` has when they are called.
 */
export function settingsFrom(wishes: Wishes, base: string, framed = false): SettingsOutcome {
  const { tenant } = wishes;
  if (!layouts.includes(wishes.layout as Layout)) return { invalid: 'layout', missing: false };
  const relay = webUrl(wishes.relay);
  if (relay === null || relay.pathname !== '/' || relay.search !== '' || relay.hash !== '')
    return { invalid: 'relay', missing: isMissing(wishes.relay) };
  if (wishes.isolation === 'frame' ? relay.origin === location.origin : wishes.isolation !== 'inline')
    return { invalid: 'isolation', missing: false };
  if (typeof tenant !== 'string' || !/^[a-z0-9-]{1,64}$/.test(tenant))
    return { invalid: 'tenant', missing: isMissing(tenant) };
  const isInbox =
    isMissing(wishes.conversation) && !(isMissing(wishes.roomsUrl) && isMissing(wishes.getRooms));
  const conversation = conversationIdFrom(wishes.conversation);
  if (conversation === null && !isInbox)
    return { invalid: 'conversation', missing: isMissing(wishes.conversation) };
  let ask: GetPassport;
  let profile = '';
  if (typeof wishes.getPassport === 'function')
    ask = (request) => (wishes.getPassport as GetPassport)(request);
  else {
    const url = isMissing(wishes.passportUrl) ? null : webUrl(wishes.passportUrl, base);
    if (url === null)
      return { invalid: 'passport', missing: isMissing(wishes.getPassport) && isMissing(wishes.passportUrl) };
    ask = passportFrom(url.href);
    profile = url.href;
  }
  if (wishes.isolation === 'frame' && !framed) return { invalid: 'isolation', missing: false };
  if (conversation !== null)
    return { settings: { relay: relay.origin, tenant, conversation, getPassport: ask, profile } };
  const getRooms: GetRooms | null =
    typeof wishes.getRooms === 'function' ? () => (wishes.getRooms as GetRooms)() : null;
  const roomsUrl = getRooms ? null : (webUrl(wishes.roomsUrl, base)?.href ?? null);
  if (getRooms === null && roomsUrl === null) return { invalid: 'rooms', missing: false };
  const given =
    profile === '' ? { passportUrl: null, getPassport: ask } : { passportUrl: profile, getPassport: null };
  return { inbox: { relay: relay.origin, tenant, roomsUrl, getRooms, ...given } };
}

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** An https URL, or http to this very machine, where browsers grant a secure context as well. */
function webUrl(text: unknown, base?: string): URL | null {
  if (typeof text !== 'string') return null;
  try {
    const url = new URL(text, base);
    const near = /^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/.test(url.hostname);
    return url.protocol === 'https:' || (url.protocol === 'http:' && near) ? url : null;
  } catch {
    return null;
  }
}
