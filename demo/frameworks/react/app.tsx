import { BedsideChat } from '@bedside/chat/react';
import { useState } from 'react';

export function App({ conversation }: { conversation: string }) {
  const [theme, setTheme] = useState<string | null>(null);
  const [state, setState] = useState('');
  const [unread, setUnread] = useState(0);
  return (
    <>
      <button type="button" id="dark" onClick={() => setTheme('dark')}>
        Dark
      </button>
      <output id="state">{state}</output> <output id="unread">{unread}</output>
      <BedsideChat
        relay="https://relay.example"
        tenant="riverside"
        conversation={conversation}
        passportUrl="/chat/passport"
        theme={theme}
        onStateChanged={(event) => setState(event.detail.state)}
        onUnreadChanged={(event) => setUnread(event.detail.count)}
      />
    </>
  );
}
