import type { BedsideAttributes, BedsideChat, BedsideEvents, BedsideSettings } from './bedside.js';

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'bedside-chat': Omit<
        HTMLAttributes<BedsideChat>,
        keyof BedsideAttributes | `on:${keyof BedsideEvents}`
      > &
        BedsideAttributes & {
          [Name in keyof BedsideSettings as `prop:${Name}`]?: BedsideSettings[Name];
        } & {
          [Name in keyof BedsideEvents as `on:${Name}`]?: (event: BedsideEvents[Name]) => void;
        };
    }
  }
}
