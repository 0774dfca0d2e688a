import { css } from 'lit';

export const vaultPanel = css`
  :host {
    font-size: 0.875em;
  }
  ul {
    margin-block: 0.35em 0;
    padding-inline-start: 1.25em;
    list-style: disc;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
    margin-block-start: 0.75em;
  }
  label {
    flex-basis: 100%;
    color: var(--_quiet);
  }
  button {
    min-block-size: 44px;
    padding-inline: 1em;
    border: 1px solid var(--_edge);
    border-radius: 12px;
    background: var(--_surface);
    color: var(--_accent);
    font-weight: 600;
  }
  button.plain {
    padding-inline: 0;
    border-color: transparent;
    background: none;
  }
  button:disabled {
    opacity: 0.6;
  }
  input {
    flex: 1 1 12em;
    min-inline-size: 0;
    min-block-size: 44px;
    padding-inline: 0.75em;
    border: 1px solid var(--_edge);
    border-radius: 12px;
    background: var(--_canvas);
    color: inherit;
    font: inherit;
    /* Smaller, and an iPhone enlarges the page for it. */
    font-size: max(1em, 16px);
    font-family: ui-monospace, monospace;
  }
  .code {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(3.2em, 1fr));
    gap: 0.4em 0.6em;
    margin-block-start: 0.75em;
    padding: 0.8em;
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_canvas);
    font-family: ui-monospace, monospace;
    font-size: 1.125em;
    font-weight: 600;
    letter-spacing: 0.06em;
    user-select: all;
  }
  .said:not(:empty) {
    margin-block-start: 0.75em;
  }
  .said,
  .bad {
    color: var(--_notice);
  }
`;
