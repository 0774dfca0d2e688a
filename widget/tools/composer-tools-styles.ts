import { css } from 'lit';

export const composerTools = css`
  :host {
    position: relative;
    inline-size: 100%;
    max-inline-size: var(--_column);
    margin-inline: auto;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
    padding: calc(0.2em + 0.3em * var(--_density)) 0.75em 2px;
  }
  .row > * {
    max-inline-size: 100%;
    font-size: 0.8125em;
    line-height: 1.3;
  }
  .reply {
    max-inline-size: 18em;
    font-weight: 400;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    display: block;
  }
  /* Where there is no room for them beside each other they stand in the menu only. */
  @container (inline-size < 30em) {
    .reply {
      display: none;
    }
  }
  @container (inline-size >= 30em) {
    .menu-button.spare {
      display: none;
    }
  }
  .life {
    display: inline-flex;
    align-items: center;
    min-block-size: 32px;
    border: 1px solid var(--_edge);
    border-radius: 999px;
    background: var(--_surface);
    padding-inline-start: 0.7em;
    color: var(--_text);
  }
  .life.on {
    border-color: var(--_accent);
    color: var(--_accent);
  }
  .life:focus-within {
    outline: var(--_ring) solid var(--_accent);
    outline-offset: -1px;
  }
  select {
    min-inline-size: 0;
    min-block-size: 30px;
    padding: 0 0.5em 0 0.3em;
    border: 0;
    border-radius: 999px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  select:focus-visible {
    outline: none;
  }
  option {
    background: var(--_surface);
    color: var(--_text);
  }
  .menu {
    position: absolute;
    z-index: 3;
    inset-block-end: calc(100% + 0.25em);
    inset-inline: 0.75em;
    display: flex;
    flex-direction: column;
    max-block-size: min(22em, 50vb);
    border: 1px solid var(--_border);
    border-radius: 16px;
    background: var(--_surface);
    box-shadow: var(--_shadow-high);
    overflow: hidden;
  }
  input {
    flex: none;
    min-block-size: 44px;
    margin: 0;
    padding: 0.4em 1em;
    border: 0;
    border-block-end: 1px solid var(--_border);
    background: none;
    color: var(--_text);
    font: inherit;
    font-size: max(1em, 16px);
  }
  input:focus-visible {
    outline-offset: -3px;
    border-radius: 16px 16px 0 0;
  }
  input::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  ul {
    padding: 4px;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  li {
    padding: 0.5em 0.75em;
    border-radius: 12px;
    cursor: pointer;
  }
  li[aria-selected='true'] {
    background: color-mix(in oklab, var(--_accent) 12%, var(--_surface));
  }
  @media (hover: hover) {
    li:hover {
      background: color-mix(in oklab, var(--_text) 6%, var(--_surface));
    }
    li[aria-selected='true']:hover {
      background: color-mix(in oklab, var(--_accent) 16%, var(--_surface));
    }
  }
  li b {
    display: block;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  li span {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    color: var(--_quiet);
    font-size: 0.875em;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  .menu p {
    padding-inline: 1em;
    color: var(--_quiet);
    font-size: 0.875em;
  }
  .menu p:not(:empty) {
    padding-block: 0.2em 0.9em;
  }
  @media (pointer: coarse) {
    .life,
    select {
      min-block-size: 44px;
    }
    /* Smaller, and an iPhone enlarges the page for it. */
    select {
      font-size: max(1em, 16px);
    }
  }
  @media (forced-colors: active) {
    li[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
