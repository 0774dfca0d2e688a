import { css } from 'lit';

export const compareView = css`
  h3 {
    font-size: 1.0625em;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  h3:focus {
    outline: none;
  }
  p {
    margin-block-start: 0.6em;
    color: var(--_quiet);
    font-size: 0.875em;
  }
  ol {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(5.6em, 100%), 1fr));
    gap: 0.35em;
    margin-block-start: 1em;
    font-size: 1.625em;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    letter-spacing: 0.1em;
    line-height: 1.2;
    text-align: center;
  }
  li {
    position: relative;
    padding: 0.55em 0.3em;
    border: 1px solid transparent;
    border-radius: 12px;
    background: var(--_canvas);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    margin-block-start: 1.25em;
  }
  .actions button {
    min-block-size: 44px;
  }
  .actions .plain {
    margin-inline-start: -0.5em;
    padding-inline: 0.5em;
  }
  .said:empty {
    display: none;
  }
  .said,
  .differ {
    padding: 0.75em 1em;
    border-radius: 12px;
    background: var(--_notice-surface);
    color: var(--_notice);
  }
  @media (forced-colors: active) {
    li {
      border-color: CanvasText;
    }
  }
`;
