import type { HTMLAttributes } from 'vue';
import type { BedsideAttributes, BedsideChat, BedsideEvents, BedsideSettings } from './bedside.js';

type Handlers = {
  [Name in keyof BedsideEvents as `on${Capitalize<Name>}`]?: (event: BedsideEvents[Name]) => void;
};
type Props = Omit<HTMLAttributes, keyof BedsideAttributes> &
  BedsideAttributes &
  Partial<BedsideSettings> &
  Handlers;

declare module 'vue' {
  interface GlobalComponents {
    'bedside-chat': new () => BedsideChat & { $props: Props };
  }
}
declare module 'vue/jsx-runtime' {
  namespace JSX {
    interface IntrinsicElements {
      'bedside-chat': Props;
    }
  }
}
