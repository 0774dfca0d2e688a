import { css } from 'lit';

/**
 * As tall as the page makes it; where the page says nothing, percentages count as `auto`, and under size containment
 * `auto` is what contain-intrinsic-size says. The panel lies in the element's own box, which is definite either way: a
 * percentage would be `auto` again, and the panel as tall as the conversation is long.
 */
export const chat = css`
  :host {
    position: relative;
    container-type: size;
    contain-intrinsic-size: 24rem var(--bedside-block-size, min(40rem, 100dvb));
    block-size: 100%;
    min-block-size: min(20rem, 100dvb);
    color: var(--_text);
    font-family: var(--_font);
    font-size: var(--_size);
    line-height: 1.45;
    -webkit-text-size-adjust: none;
    text-size-adjust: none;
  }
  .panel {
    position: absolute;
    inset: 0;
    box-sizing: border-box;
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border: var(--bedside-border-width, 1px) solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_canvas);
  }
  .action {
    flex: none;
    min-inline-size: 40px;
    min-block-size: 40px;
    padding: 0;
    color: var(--_quiet);
  }
  @media (pointer: coarse) {
    .action {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
  /* Its plainest words, until it was fetched. */
  :is(bedside-connection-note, bedside-status-screen):not(:defined) {
    padding: 1em;
    color: var(--_quiet);
    text-align: center;
  }
  .emergency {
    inline-size: 100%;
    max-inline-size: var(--_column);
    margin-inline: auto;
    padding: calc(0.3em + 0.3em * var(--_density)) 1.5em calc(0.35em + 0.4em * var(--_density) + env(safe-area-inset-bottom, 0px));
    color: var(--_quiet);
    font-size: max(0.75em, 12px);
    line-height: 1.45;
    text-align: center;
    text-wrap: balance;
  }
`;
