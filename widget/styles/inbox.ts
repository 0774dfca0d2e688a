import { css } from 'lit';

/** Two panes from 44 em on, one below that. */
export const inbox = css`
  :host {
    flex: 1;
    min-block-size: 0;
    container-type: size;
  }
  .panes {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(15em, 20em) minmax(0, 1fr);
    block-size: 100%;
  }
  .list {
    overflow-y: auto;
    overscroll-behavior: contain;
    border-inline-end: 1px solid var(--_border);
    background: var(--_surface);
  }
  .bar {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    display: flex;
    align-items: center;
    gap: 0.75em;
    min-block-size: calc(2em + 2em * var(--_density));
    padding: calc(0.2em + 0.3em * var(--_density)) 1em;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
  }
  h2 {
    flex: 1;
    font-weight: 650;
    line-height: 1.35;
  }
  .room {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: baseline;
    gap: 0.1em 0.75em;
    inline-size: 100%;
    min-block-size: 4em;
    padding: 0.65em 1em;
    border-radius: 0;
    font-weight: 400;
    text-align: start;
  }
  .room:focus-visible {
    outline-offset: -3px;
  }
  li + li .room {
    border-block-start-color: var(--_border);
  }
  .label {
    display: -webkit-box;
    grid-column: 1;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-height: 1.35;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .new .label {
    font-weight: 650;
  }
  .topic,
  .at {
    color: var(--_quiet);
    font-size: 0.8125em;
  }
  .topic {
    grid-area: 2 / 1;
  }
  .at {
    grid-area: 1 / 2;
  }
  .count {
    grid-area: 2 / 2;
    justify-self: end;
    min-inline-size: 1.6em;
    padding-inline: 0.45em;
    border-radius: 999px;
    background: var(--_fill);
    color: var(--_on-fill);
    font-size: 0.8125em;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    line-height: 1.6;
    text-align: center;
  }
  .room[aria-current] {
    background: color-mix(in oklab, var(--_accent) 12%, var(--_surface));
    box-shadow: inset 3px 0 var(--_accent);
  }
  .room[aria-current]:dir(rtl) {
    box-shadow: inset -3px 0 var(--_accent);
  }
  @media (hover: hover) {
    .room:not([aria-current]):hover {
      background: color-mix(in oklab, currentColor 6%, transparent);
    }
  }
  .pane {
    position: relative;
    min-inline-size: 0;
  }
  bedside-chat {
    --bedside-radius: 0px;
    --bedside-border-width: 0px;
    min-block-size: 0;
  }
  .choose,
  .empty {
    color: var(--_quiet);
    text-align: center;
    text-wrap: balance;
  }
  .choose {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 0.75em;
    block-size: 100%;
    padding: 1.5em;
  }
  .choose svg {
    inline-size: 2.5em;
    block-size: 2.5em;
    stroke-width: 1.25;
  }
  .empty {
    padding: 2em 1.5em;
  }
  .empty h3 {
    color: var(--_text);
  }
  .back {
    display: none;
    flex: none;
    min-inline-size: 40px;
    min-block-size: 40px;
    margin-inline-start: -0.5em;
    padding: 0;
  }
  .back svg:dir(rtl) {
    transform: scaleX(-1);
  }
  @container (inline-size < 44em) {
    .panes {
      grid-template-columns: minmax(0, 1fr);
    }
    .list {
      border: 0;
    }
    .panes:not(.open) .pane,
    .open .list {
      display: none;
    }
    .back {
      display: inline-flex;
    }
    .pane {
      --_who-position: absolute;
      --_who-clip: inset(50%);
      --_what-line: underline;
    }
  }
  @media (forced-colors: active) {
    .room[aria-current] {
      border-color: Highlight;
    }
    .count {
      border: 1px solid ButtonBorder;
    }
  }
`;
