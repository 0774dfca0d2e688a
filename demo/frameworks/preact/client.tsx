/** @jsxImportSource preact */
import '@bedside/chat/define';
import type {} from '@bedside/chat/preact';
import { render } from 'preact';
import { useState } from 'preact/hooks';

function App({ conversation }: { conversation: string }) {
  const [theme, setTheme] = useState<string | undefined>();
  const [state, setState] = useState('');
  const [unread, setUnread] = useState(0);
  return (
    <>
      <button type="button" id="dark" onClick={() => setTheme('dark')}>
        Dark
      </button>
      <output id="state">{state}</output> <output id="unread">{unread}</output>
      <bedside-chat
        relay="https://relay.example"
        tenant="riverside"
        conversation={conversation}
        passport-url="/chat/passport"
        theme={theme}
        onbedside-state-changed={(event) => setState(event.detail.state)}
        onbedside-unread-changed={(event) => setUnread(event.detail.count)}
      />
    </>
  );
}

render(<App conversation={'c'.repeat(43)} />, document.getElementById('app')!);
