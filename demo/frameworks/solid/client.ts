import '@bedside/chat/define';
import { createSignal } from 'solid-js';
import h from 'solid-js/h';
import { render } from 'solid-js/web';

// By hand and not in JSX, so that it needs no compiler of its own. In JSX the same names: `on:bedside-state-changed`.
function App(props: { conversation: string }) {
  const [theme, setTheme] = createSignal('');
  const [state, setState] = createSignal('');
  const [unread, setUnread] = createSignal(0);
  return h(
    'div',
    h('button', { id: 'dark', type: 'button', onClick: () => setTheme('dark') }, 'Dark'),
    h('output', { id: 'state' }, state),
    h('output', { id: 'unread' }, unread),
    h('bedside-chat', {
      relay: 'https://relay.example',
      tenant: 'riverside',
      conversation: props.conversation,
      'passport-url': '/chat/passport',
      theme: () => theme() || null,
      'on:bedside-state-changed': (event: CustomEvent<{ state: string }>) => setState(event.detail.state),
      'on:bedside-unread-changed': (event: CustomEvent<{ count: number }>) => setUnread(event.detail.count),
    }),
  );
}

render(h(App, { conversation: 'c'.repeat(43) }) as never, document.getElementById('app')!);
