import { tokenNames } from '../frame/tokens.ts';

/** Around a framed conversation. What shellStyles says of the element and of the launcher's button goes on. */
export const frameStyles = `
/* Nothing moves by it: its end says that the page has another value for a token (frame/page-looks.ts). */
:host {
  transition: ${tokenNames.join(' 1ms allow-discrete, ')} 1ms allow-discrete;
}
iframe {
  display: block;
  box-sizing: border-box;
  inline-size: 100%;
  block-size: 100%;
  border: 0;
  background: none;
  color-scheme: normal;
}
[hidden] {
  display: none;
}
:host([layout='launcher']) iframe {
  position: absolute;
  inset-block-end: calc(100% + 0.75rem);
  inset-inline-end: 0;
  inline-size: min(25rem, 100vi - 2rem);
  block-size: min(40rem, 100dvb - 6.25rem - env(safe-area-inset-bottom, 0px));
  border-radius: var(--bedside-radius, 16px);
  box-shadow: 0 2px 6px rgb(0 0 0 / 0.14), 0 12px 32px rgb(0 0 0 / 0.2);
}
@media (width < 30rem), (height < 30rem) {
  :host([layout='launcher']) iframe {
    position: fixed;
    inset: 0;
    inline-size: 100%;
    block-size: 100dvb;
    border-radius: 0;
    box-shadow: none;
  }
}
b {
  position: absolute;
  inset-block-start: -0.3rem;
  inset-inline-end: -0.3rem;
  min-inline-size: 1.6em;
  padding-inline: 0.4em;
  border-radius: 999px;
  background: var(--bedside-danger, #a5301d);
  color: #fff;
  font-size: 0.8125rem;
  line-height: 1.6;
}
`;
