/** The tag of every notification: a second takes the first one's place. */
export const tag = 'bedside';

/** What the service worker asks a page that can be seen, with a port for the answer: the rooms that are open and live in it. */
export const question = 'bedside-bell-rooms';
/** A page that does not answer within this has none. */
export const answerMs = 500;

/** What it tells the pages: the browser has another subscription, of which no room knows yet. */
export const renewal = 'bedside-bell-renewed';
