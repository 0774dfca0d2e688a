import { css } from 'lit';

export const lineExtras = css`
  :host {
    display: flex;
    flex-direction: column;
    align-items: inherit;
    max-inline-size: 100%;
  }
  .quote {
    display: block;
    inline-size: 100%;
    max-inline-size: 28em;
    min-block-size: 24px;
    margin-block-end: 0.4em;
    padding: 0.15em 0.6em;
    border: 0;
    border-inline-start: 3px solid color-mix(in oklab, var(--_accent) 60%, transparent);
    border-radius: 4px;
    background: color-mix(in oklab, var(--_accent) 7%, transparent);
    font-weight: 400;
    font-size: 0.875em;
    text-align: start;
    white-space: normal;
  }
  .quote b {
    display: block;
    font-weight: 600;
  }
  .quoted {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    unicode-bidi: plaintext;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-start: 4px;
  }
  .reaction {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    min-block-size: 28px;
    min-inline-size: 28px;
    padding: 0 0.55em;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_surface);
    font-size: 0.875em;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  .reaction[aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in oklab, var(--_accent) 10%, var(--_surface));
  }
  .earlier {
    max-inline-size: 100%;
    margin-block-start: 0.4em;
    padding-inline-start: 0.8em;
    border-inline-start: 2px solid var(--_border);
    color: var(--_quiet);
    font-size: 0.875em;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  .earlier li {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
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
`;
