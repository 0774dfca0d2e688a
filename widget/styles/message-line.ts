import { css } from 'lit';

export const messageLine = css`
  article {
    display: flex;
    gap: 0.5em;
    margin-block-start: calc(1px + 2px * var(--_density));
  }
  article.first {
    margin-block-start: calc(0.2em + 0.8em * var(--_density));
  }
  .own {
    justify-content: flex-end;
  }
  .side {
    flex: none;
    inline-size: 1.75em;
  }
  .stack {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    min-inline-size: 0;
    max-inline-size: min(34em, 84%);
  }
  .own .stack {
    align-items: flex-end;
  }
  .sender {
    display: flex;
    flex-wrap: wrap;
    column-gap: 0.4em;
    margin-block-end: calc(0.3em * var(--_density));
    padding-inline: 0.2em;
    color: var(--_quiet);
    font-size: 0.8125em;
    line-height: 1.4;
  }
  .sender b {
    color: var(--_text);
    font-weight: 600;
  }
  .sender span::before {
    content: '·' / '';
    margin-inline-end: 0.4em;
  }
  .bubble {
    max-inline-size: 100%;
    padding: calc(0.15em + 0.4em * var(--_density)) calc(0.5em + 0.4em * var(--_density));
    border: 1px solid var(--_border);
    border-radius: var(--_bubble-radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  p.bubble,
  .bubble > p {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
  .bubble a {
    color: var(--_accent);
    text-underline-offset: 2px;
  }
  .folded {
    max-block-size: 14lh;
    overflow: hidden;
    mask-image: linear-gradient(#000 calc(100% - 3lh), transparent);
  }
  .own .emoji.bubble,
  .emoji.bubble {
    padding: 0;
    border-color: transparent;
    background: none;
    box-shadow: none;
  }
  .emoji {
    font-size: 2.25em;
    line-height: 1.25;
  }
  .fold,
  .edited {
    min-block-size: 24px;
    min-inline-size: 24px;
    padding: 0;
    color: var(--_accent);
  }
  .edited {
    font-weight: 400;
    text-decoration: underline;
    text-decoration-color: color-mix(in oklab, currentColor 45%, transparent);
    text-underline-offset: 2px;
    color: inherit;
  }
  .box {
    position: relative;
    max-inline-size: 100%;
  }
  bedside-line-actions {
    position: absolute;
    z-index: 1;
    inset-block-start: -1.4em;
    inset-inline-start: 0.5em;
  }
  .own bedside-line-actions {
    inset-inline: auto 0.5em;
  }
  /* With the page's own buttons it may be of two rows: it grows away from the words. */
  bedside-line-actions:has(slot) {
    inset-block: auto calc(100% - 1.2em);
  }
  article:focus-visible {
    outline: none;
  }
  article:focus-visible .bubble {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .own .bubble {
    border-color: var(--_own-edge);
    background: var(--_own);
    box-shadow: none;
  }
  /* A run leans on its sender's side: round outside, tight between its bubbles. */
  .other:not(.first) .bubble {
    border-start-start-radius: 6px;
  }
  .other:not(.last) .bubble {
    border-end-start-radius: 6px;
  }
  .own:not(.first) .bubble {
    border-start-end-radius: 6px;
  }
  .own:not(.last) .bubble {
    border-end-end-radius: 6px;
  }
  .pending .bubble {
    background: color-mix(in oklab, var(--_own) 55%, var(--_canvas));
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
    margin-block-start: calc(0.3em * var(--_density));
    padding-inline: 0.25em;
    color: var(--_quiet);
    font-size: max(0.75em, 12px);
    line-height: 1.4;
  }
  .who {
    min-block-size: 24px;
    min-inline-size: 24px;
    padding: 0;
    color: inherit;
    font-weight: 400;
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
  }
  .mark.read svg {
    color: var(--_accent);
  }
  .refused .bubble {
    border: 1px dashed var(--_danger);
    background: none;
  }
  @container (inline-size < 22em) {
    .side {
      display: none;
    }
    .stack {
      max-inline-size: 92%;
    }
  }
  @media (forced-colors: active) {
    .own:not(.refused) .bubble {
      border-color: Highlight;
    }
  }
`;
