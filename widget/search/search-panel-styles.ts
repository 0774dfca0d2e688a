import { css } from 'lit';

export const searchPanel = css`
  :host {
    position: absolute;
    z-index: 2;
    inset: 0;
  }
  .search {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    inline-size: 100%;
    max-inline-size: var(--_column);
    margin-inline: auto;
  }
  .bar {
    position: relative;
    display: flex;
    flex: none;
    align-items: center;
    gap: 0.5em;
    padding-block: 0.6em 0.3em;
    padding-inline: 0.75em;
  }
  .bar > svg {
    position: absolute;
    inset-inline-start: 1.65em;
    color: var(--_quiet);
    pointer-events: none;
  }
  input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 44px;
    padding-block: 0.3em;
    padding-inline: 2.6em 1em;
    border: 1px solid var(--_edge);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: max(1em, 16px);
  }
  input:focus-visible {
    border-color: var(--_accent);
    outline: calc(var(--_ring) - 1px) solid var(--_accent);
    outline-offset: 0;
  }
  input::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  .close {
    flex: none;
    min-inline-size: 44px;
    min-block-size: 44px;
    padding: 0;
    color: var(--_quiet);
  }
  .found {
    flex: 1;
    min-block-size: 0;
    padding-inline: 0.75em;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .state {
    padding: 0.5em 0.9em 0.7em;
    color: var(--_quiet);
    font-size: 0.8125em;
    line-height: 1.45;
  }
  li + li {
    margin-block-start: calc(2px + 4px * var(--_density));
  }
  li button {
    display: block;
    inline-size: 100%;
    padding: 0.55em 0.9em;
    border: 1px solid var(--_border);
    border-radius: 14px;
    background: var(--_surface);
    font-weight: 400;
    text-align: start;
  }
  @media (hover: hover) {
    li button:hover {
      border-color: var(--_edge);
    }
  }
  li button:focus-visible {
    outline-offset: -1px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 0.75em;
    justify-content: space-between;
    font-size: 0.8125em;
    line-height: 1.5;
  }
  .head b {
    font-weight: 600;
  }
  time {
    color: var(--_quiet);
  }
  .text {
    display: block;
    line-height: 1.45;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }
  mark {
    border-radius: 3px;
    background: color-mix(in oklab, var(--_accent) 22%, var(--_surface));
    color: inherit;
    font-weight: 600;
  }
  .rest {
    padding-block: 0.9em;
    text-align: center;
  }
  @media (forced-colors: active) {
    mark {
      background: Highlight;
      color: HighlightText;
    }
  }
`;
