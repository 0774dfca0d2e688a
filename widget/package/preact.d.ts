import type { BedsideAttributes, BedsideChat, BedsideEvents, BedsideSettings } from './bedside.js';

type Handlers = { [Name in keyof BedsideEvents as `on${Name}`]?: (event: BedsideEvents[Name]) => void };

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'bedside-chat': Omit<HTMLAttributes<BedsideChat>, keyof BedsideAttributes> &
        BedsideAttributes &
        Partial<BedsideSettings> &
        Handlers;
    }
  }
}
