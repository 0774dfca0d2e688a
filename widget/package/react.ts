import {
  createElement,
  type DetailedHTMLProps,
  type HTMLAttributes,
  type ReactElement,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import { define } from './bedside.ts';
import type { BedsideEvents, BedsideSettings, BedsideChat as Element } from './public.ts';

define();

/** The element's events as React names handlers. */
export interface BedsideHandlers {
  onReady?: (event: BedsideEvents['bedside-ready']) => void;
  onStateChanged?: (event: BedsideEvents['bedside-state-changed']) => void;
  onUnreadChanged?: (event: BedsideEvents['bedside-unread-changed']) => void;
  onMessageReceived?: (event: BedsideEvents['bedside-message-received']) => void;
  onFoldedChanged?: (event: BedsideEvents['bedside-folded-changed']) => void;
  onMessageAction?: (event: BedsideEvents['bedside-message-action']) => void;
  onError?: (event: BedsideEvents['bedside-error']) => void;
}
type Html = Omit<DetailedHTMLProps<HTMLAttributes<Element>, Element>, keyof BedsideHandlers | 'ref'>;
export type BedsideChatProps = Html &
  Partial<BedsideSettings> &
  BedsideHandlers & { readonly ref?: Ref<Element> };

const events: Readonly<Record<keyof BedsideHandlers, keyof BedsideEvents>> = {
  onReady: 'bedside-ready',
  onStateChanged: 'bedside-state-changed',
  onUnreadChanged: 'bedside-unread-changed',
  onMessageReceived: 'bedside-message-received',
  onFoldedChanged: 'bedside-folded-changed',
  onMessageAction: 'bedside-message-action',
  onError: 'bedside-error',
};
const handlerNames = Object.keys(events) as (keyof BedsideHandlers)[];
/** What a server writes into its markup must be an attribute's name. */
const attributes: Readonly<Record<string, string>> = {
  passportUrl: 'passport-url',
  roomsUrl: 'rooms-url',
  answerTime: 'answer-time',
  bellWorker: 'bell-worker',
  className: 'class',
};

/** What no attribute can hold. */
const byHand: readonly string[] = [
  'getPassport',
  'getRooms',
  'hours',
  'templates',
  'quickReplies',
] satisfies (keyof BedsideSettings)[];
const isByHand = (value: unknown, name: string): boolean =>
  byHand.includes(name) && value !== undefined && typeof value !== 'string';

/**
 * `<bedside-chat>` for React 19 and later. Settings go as attributes, so that a server's markup has them; handlers and
 * functions are set by hand, because React sets neither on an element that it finds in a server's markup.
 */
export function BedsideChat(props: BedsideChatProps): ReactElement {
  const { ref, ...rest } = props;
  const element = useRef<Element>(null);
  const latest = useRef(props);
  useImperativeHandle(ref, () => element.current!, []);
  useLayoutEffect(() => {
    latest.current = props;
    const chat = element.current;
    for (const [name, value] of Object.entries(props))
      if (chat && isByHand(value, name)) Object.assign(chat, { [name]: value });
  });
  useEffect(() => {
    const chat = element.current!;
    const listeners = handlerNames.map((name) => {
      const listener = (event: Event) =>
        (latest.current[name] as ((one: Event) => void) | undefined)?.(event);
      chat.addEventListener(events[name], listener);
      return () => chat.removeEventListener(events[name], listener);
    });
    return () => {
      for (const remove of listeners) remove();
    };
  }, []);
  const given = Object.entries(rest).filter(
    ([name, value]) => !Object.hasOwn(events, name) && !isByHand(value, name),
  );
  return createElement('bedside-chat', {
    ...Object.fromEntries(given.map(([name, value]) => [attributes[name] ?? name, value])),
    ref: element,
  });
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'bedside-chat': DetailedHTMLProps<HTMLAttributes<Element>, Element> &
        Partial<BedsideSettings> & {
          'passport-url'?: string;
          'rooms-url'?: string;
          'answer-time'?: string;
          'bell-worker'?: string;
          'onbedside-ready'?: BedsideHandlers['onReady'];
          'onbedside-state-changed'?: BedsideHandlers['onStateChanged'];
          'onbedside-unread-changed'?: BedsideHandlers['onUnreadChanged'];
          'onbedside-message-received'?: BedsideHandlers['onMessageReceived'];
          'onbedside-folded-changed'?: BedsideHandlers['onFoldedChanged'];
          'onbedside-message-action'?: BedsideHandlers['onMessageAction'];
          'onbedside-error'?: BedsideHandlers['onError'];
        };
    }
  }
}
