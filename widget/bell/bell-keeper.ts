import type { BellView, Talk } from '../../engine/snapshot.ts';
import type { Settings } from '../connect.ts';
import type { Language } from '../language.ts';
import { scopeOf } from '../scope.ts';
import { bellWished, wishBell } from './bell-wish.ts';
import { changeBell, type KeptBell, keptBell } from './kept-bell.ts';
import { question, renewal, tag } from './question.ts';
import { type BellAbility, bellAbility, clearNotifications, subscribe, unsubscribe } from './subscription.ts';

/** How it stands with being rung, for the screen. */
export type BellState = 'on' | 'off' | Exclude<BellAbility, 'able'>;

/** A conversation that is open in this page, and what its element was set up with. */
export interface BellPlace {
  readonly talk: Talk;
  readonly settings: Settings;
  /** The service worker's script, an absolute URL of the page's own origin. */
  readonly worker: string;
}

/** The conversations open in this page, by room; `renewed` is called when the browser has another subscription. */
const open = new Map<string, { readonly talk: Talk; readonly renewed: () => void }>();
let listens = false;

const personOf = ({ relay, tenant, profile }: Settings) => scopeOf(relay, tenant, profile);
const roomOf = ({ relay, tenant, conversation, profile }: Settings) =>
  scopeOf(relay, tenant, conversation, profile);

/** One after another, over all tabs: they share one subscription. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request('bedside/bell', work) : work();
}

/** How it stands for the person of this place. */
export async function bellState({ settings }: BellPlace): Promise<BellState> {
  const ability = bellAbility();
  if (ability !== 'able') return ability;
  if (!bellWished() || Notification.permission !== 'granted') return 'off';
  return Object.hasOwn((await keptBell())?.people ?? {}, await personOf(settings)) ? 'on' : 'off';
}

/**
 * Turns it on for this person in this browser, here and in each conversation that is opened later. To be
 * called upon a press: the browser asks for permission. Throws `bell-refused`, and what the relay says; then it stays off.
 */
export async function turnOn(place: BellPlace, { key }: BellView, language: Language): Promise<BellState> {
  const ability = bellAbility();
  if (ability !== 'able') return ability;
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') return permission === 'denied' ? 'blocked' : 'off';
  const person = await personOf(place.settings);
  await alone(async () => {
    await subscribe(place.worker, key);
    const title = language.text('bell.notice');
    await changeBell((before) => ({
      title,
      lang: language.locale,
      dir: language.direction,
      key,
      people: { ...before?.people, [person]: location.href },
      rooms: before?.rooms ?? {},
    }));
    wishBell(true);
  });
  try {
    await follow(place);
  } catch (thrown) {
    await turnOff(place).catch(() => {});
    throw thrown;
  }
  return 'on';
}

/** Turns it off for this person: at once where the push service is, and at each room as soon as it is next open. */
export async function turnOff(place: BellPlace): Promise<BellState> {
  const person = await personOf(place.settings);
  await alone(async () => {
    const left = await changeBell((before) => before && without(before, person));
    if (left !== null) return;
    wishBell(false);
    await unsubscribe(place.worker);
  });
  const { bell, connection } = place.talk.snapshot;
  if (bell?.set && connection.live) await place.talk.keepBell(null);
  return 'off';
}

/** Null where that was the last person. */
function without(kept: KeptBell, person: string): KeptBell | null {
  const people = Object.fromEntries(Object.entries(kept.people).filter(([one]) => one !== person));
  const rooms = Object.fromEntries(Object.entries(kept.rooms).filter(([, room]) => room.person !== person));
  return Object.keys(people).length === 0 ? null : { ...kept, people, rooms };
}

/**
 * The relay has told how it stands with this device's bell: says where it is, where that is news; takes back what nobody here
 * wants. Throws `bell-refused`, and what the relay says.
 */
export async function follow(place: BellPlace): Promise<void> {
  const { talk, settings, worker } = place;
  const room = await roomOf(settings);
  const person = await personOf(settings);
  await alone(async () => {
    const { bell } = talk.snapshot;
    if (!bell) return;
    const kept = await keptBell();
    if (kept === null || !Object.hasOwn(kept.people, person) || Notification.permission !== 'granted') {
      if (bell.set) await talk.keepBell(null);
      return;
    }
    const endpoint = await subscribe(worker, bell.key);
    if (!bell.set || kept.rooms[room]?.endpoint !== endpoint) await talk.keepBell(endpoint);
    await changeBell(
      (before) =>
        before && { ...before, key: bell.key, rooms: { ...before.rooms, [room]: { person, endpoint } } },
    );
  });
}

/**
 * This conversation is open in this page: its notification goes when somebody sees it, the service worker is answered, and
 * `renewed` called when that has another subscription.
 */
export async function hold({ talk, settings, worker }: BellPlace, renewed: () => void): Promise<() => void> {
  const room = await roomOf(settings);
  open.set(room, { talk, renewed });
  if (!listens && 'serviceWorker' in navigator) {
    listens = true;
    navigator.serviceWorker.addEventListener('message', heard);
    navigator.serviceWorker.startMessages();
  }
  const seen = () => {
    if (document.visibilityState === 'visible') void clearNotifications(worker, tag).catch(() => {});
  };
  document.addEventListener('visibilitychange', seen);
  seen();
  return () => {
    document.removeEventListener('visibilitychange', seen);
    if (open.get(room)?.talk === talk) open.delete(room);
  };
}

/** The service worker tells, or asks which rooms are live here: what comes in one of those is on the screen already. */
function heard({ data, ports }: MessageEvent): void {
  if (data === renewal) for (const { renewed } of open.values()) renewed();
  if (data !== question) return;
  const live = [...open].filter(([, { talk }]) => talk.snapshot.connection.live);
  ports[0]?.postMessage(live.map(([room]) => room));
}
