import { css } from 'lit';

export const encryptionSheet = css`
  dialog {
    inline-size: min(27rem, 100vi - 2rem);
    max-block-size: min(44rem, 100dvb - 2rem);
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: 20px;
    background: var(--_surface);
    box-shadow: var(--_shadow-high);
    color: var(--_text);
    line-height: 1.5;
  }
  dialog[open] {
    display: flex;
    animation: rise 180ms ease-out;
  }
  dialog::backdrop {
    background: rgb(15 22 24 / 0.45);
  }
  .sheet {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
  }
  .top {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1em;
    padding-block: 0.75em 0.25em;
    padding-inline: 1.5em 0.75em;
  }
  .top button {
    min-inline-size: 44px;
    min-block-size: 44px;
    padding: 0;
    color: var(--_quiet);
  }
  h2 {
    font-size: 1.1875em;
    line-height: 1.3;
  }
  h3 {
    margin-block: 1.75em 0.6em;
    color: var(--_quiet);
    font-size: 0.8125em;
    font-weight: 600;
  }
  .body {
    /* What is unseen in it scrolls with it, and gives the dialog around it nothing to scroll. */
    position: relative;
    overflow: hidden auto;
    overscroll-behavior: contain;
    padding: 0 1.5em 1.5em;
    scrollbar-width: thin;
  }
  .body:focus-visible {
    outline-offset: -3px;
  }
  .intro,
  .about,
  .device,
  dl {
    font-size: 0.875em;
  }
  .intro,
  .about,
  .name span {
    color: var(--_quiet);
  }
  .member {
    display: flex;
    gap: 0.75em;
  }
  .member + .member {
    margin-block-start: 1.1em;
  }
  .member > div {
    min-inline-size: 0;
    flex: 1;
  }
  .member .avatar {
    inline-size: 2.5em;
    block-size: 2.5em;
  }
  .name b {
    font-weight: 600;
  }
  .awaited {
    margin-block-end: 0.9em;
  }
  .awaited + ul .member {
    align-items: center;
  }
  .roster {
    margin-block-start: 1.1em;
    color: var(--_notice);
  }
  .device {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 0.15em 0.5em;
    margin-block-start: 0.6em;
    color: var(--_quiet);
  }
  .device > div {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 0.1em 0.5em;
    min-inline-size: min(9em, 100%);
  }
  .device .added {
    flex-basis: 100%;
  }
  .device bedside-confirm {
    margin-block-start: -0.3em;
  }
  .device bedside-confirm[step='asked'] {
    margin-block-start: 0.35em;
  }
  .device span {
    font-variant-numeric: tabular-nums;
  }
  .device b {
    padding: 0.05em 0.6em;
    border-radius: 999px;
    background: var(--_own);
    color: var(--_text);
    font-size: 0.875em;
    font-weight: 600;
  }
  .compared {
    color: var(--_quiet);
    font-size: 0.875em;
  }
  .compared p {
    display: flex;
    align-items: start;
    gap: 0.5em;
    margin-block-start: 0.6em;
  }
  .compared.again p {
    color: var(--_notice);
  }
  .compared button {
    margin-inline-start: -0.75em;
    padding-inline: 0.75em;
  }
  .code {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 0.5em;
    margin-block-end: 0.75em;
    padding: 1em 0.75em;
    border-radius: 14px;
    background: var(--_canvas);
    font-size: 1.25em;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    letter-spacing: 0.06em;
    text-align: center;
  }
  .code > span {
    position: relative;
  }
  dl {
    margin: 1.5em 0 0;
    padding-block-start: 1em;
    border-block-start: 1px solid var(--_border);
  }
  dl div + div {
    margin-block-start: 0.75em;
  }
  dt {
    color: var(--_quiet);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .leave {
    margin-block-start: 0.5em;
    margin-inline-start: -0.75em;
    font-size: 0.875em;
  }
  .leave[step='asked'] {
    margin-inline-start: 0;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 0.75em;
    min-block-size: 44px;
    margin-block-start: 0.75em;
    font-size: 0.875em;
    cursor: pointer;
  }
  .choice input {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    margin: 0;
    font-size: inherit;
    accent-color: var(--_accent);
  }
  /* Below the words of the choice, not below its box. */
  .choice + .about {
    padding-inline-start: 2em;
  }
  @media (forced-colors: active) {
    .code {
      border: 1px solid CanvasText;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }
  @media (width < 30rem) {
    dialog {
      inline-size: 100vi;
      max-inline-size: none;
      max-block-size: 90dvb;
      margin-block: auto 0;
      border-width: 1px 0 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
      padding-block-end: env(safe-area-inset-bottom);
    }
  }
`;
