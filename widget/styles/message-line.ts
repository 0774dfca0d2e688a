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
    white-space: pre-wrap;
    unicode-bidi: plaintext;
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
    align-items: center;
    gap: 0.5em;
    margin-block-start: calc(0.3em * var(--_density));
    padding-inline: 0.25em;
    color: var(--_quiet);
    font-size: max(0.75em, 12px);
    line-height: 1.4;
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
  .refusal {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: 0.5em;
    margin-block: 0.45em 0.25em;
    font-size: 0.875em;
    line-height: 1.4;
  }
  .reason {
    display: flex;
    gap: 0.4em;
    color: var(--_danger);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.5em;
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
