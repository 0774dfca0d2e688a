import { css } from 'lit';

export const composer = css`
  :host {
    inline-size: 100%;
    max-inline-size: var(--_column);
    margin-inline: auto;
    padding: calc(0.2em + 0.4em * var(--_density)) 0.75em 0;
  }
  .field {
    display: flex;
    align-items: flex-end;
    gap: 0.25em;
    margin: 0;
    padding: 3px;
    border: 1px solid var(--_edge);
    border-radius: 24px;
    background: var(--_surface);
    transition: border-color 120ms;
  }
  .field:focus-within {
    border-color: var(--_accent);
    outline: calc(var(--_ring) - 1px) solid var(--_accent);
    outline-offset: 0;
  }
  .field.over {
    border-color: var(--_danger);
    outline-color: var(--_danger);
  }
  textarea {
    flex: 1;
    field-sizing: content;
    min-inline-size: 0;
    min-block-size: 24px;
    max-block-size: min(9.5em, 30cqb);
    margin: 0;
    padding-block: calc(4px + 4px * var(--_density));
    padding-inline: 14px 4px;
    border: 0;
    background: none;
    color: var(--_text);
    font: inherit;
    font-size: max(1em, 16px);
    line-height: 1.45;
    overflow-wrap: anywhere;
    resize: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  button {
    flex: none;
    inline-size: max(28px + 12px * var(--_density), 2.25em);
    block-size: max(28px + 12px * var(--_density), 2.25em);
    padding: 0;
    transition: background 120ms;
  }
  button[aria-disabled='true'],
  button[aria-disabled='true']:hover {
    border-color: transparent;
    background: color-mix(in oklab, var(--_quiet) 16%, transparent);
    color: var(--_quiet);
    cursor: default;
  }
  @media (pointer: coarse) {
    button {
      inline-size: max(44px, 2.25em);
      block-size: max(44px, 2.25em);
    }
    textarea {
      padding-block: 10px;
    }
  }
  .about {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding-block: 0 0.4em;
    padding-inline: 0.9em 0.25em;
    font-size: 0.875em;
    line-height: 1.4;
  }
  .about p {
    flex: 1;
    min-inline-size: 0;
    padding-inline-start: 0.6em;
    border-inline-start: 3px solid color-mix(in oklab, var(--_accent) 60%, transparent);
  }
  .about b {
    display: flex;
    align-items: center;
    gap: 0.35em;
    color: var(--_accent);
    font-weight: 600;
  }
  .about b svg {
    inline-size: 1.1em;
    block-size: 1.1em;
  }
  .quoted {
    display: block;
    overflow: hidden;
    color: var(--_quiet);
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: plaintext;
  }
  .about button {
    color: var(--_quiet);
  }
  .counter,
  .failure {
    padding-inline: 1em;
    font-size: 0.8125em;
    line-height: 1.45;
  }
  .counter {
    color: var(--_quiet);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .counter.over {
    color: var(--_danger);
    font-weight: 600;
  }
  .counter:empty,
  .failure:empty {
    display: none;
  }
  .failure {
    display: flex;
    gap: 0.4em;
    padding-block-start: 0.4em;
    color: var(--_danger);
  }
  .read-only {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    padding: 0.9em 1em 0.4em;
    color: var(--_quiet);
    font-size: 0.875em;
    line-height: 1.45;
  }
`;
