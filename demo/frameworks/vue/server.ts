import '@bedside/chat/define';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import App from './App.vue';

/** The page's markup, made where there is no DOM: there the import above does nothing. */
export const rendered = (): Promise<string> =>
  renderToString(createSSRApp(App, { conversation: 'c'.repeat(43) }));
