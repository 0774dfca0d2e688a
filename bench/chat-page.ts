import { conversationId } from '../portal/index.ts';
import { type BenchPortal, tenant } from './portal.ts';

/** A conversation that nobody was in before. */
export const freshConversation = ({ keys: { roomSecret } }: BenchPortal): string =>
  conversationId({ roomSecret, patient: 'bench', encounter: crypto.randomUUID(), topic: 'clinical' });

/** Puts a page at the portal with the chat in it, as wide as a phone, and answers its URL. */
export function chatPage(
  portal: BenchPortal,
  o: { readonly relay: string; readonly conversation: string; readonly person: string },
): string {
  const path = `/${o.conversation}/${o.person}.html`;
  portal.page(
    path,
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Visit</title>
     <script type="module" src="/bedside.js"></script>
     <bedside-chat relay="${o.relay}" tenant="${tenant}" conversation="${o.conversation}"
       passport-url="/chat/passport?person=${o.person}" style="display:block;inline-size:100%;block-size:90vh"></bedside-chat></html>`,
  );
  return `${portal.origin}${path}`;
}
