import { css } from 'lit';

export const messageList = css`
  :host {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
  }
  .log {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-color: color-mix(in oklab, var(--_quiet) 45%, transparent) transparent;
    scrollbar-width: thin;
  }
  /* What stands over it has no ground of its own: a visit's shows the video through. */
  .log[inert] {
    visibility: hidden;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .column {
    flex: 1 0 auto;
    display: flex;
    flex-direction: column;
    inline-size: 100%;
    max-inline-size: var(--_column);
    margin-inline: auto;
    padding: 0.25em 1em calc(0.6em + 0.5em * var(--_density));
  }
  /* Lines leave under the composer softly, not as if cut. An element: under a pseudo-element axe tells no contrast. */
  .fade {
    position: absolute;
    inset-block-end: 0;
    inset-inline: 0;
    block-size: 1.25em;
    background: linear-gradient(transparent, var(--_fade, var(--_canvas)));
    pointer-events: none;
  }
  /* Takes what is left above few lines, and the height of the lines that are not in the document. */
  .gap {
    flex: none;
  }
  .gap:first-of-type {
    margin-block-start: auto;
  }
  .unread {
    display: flex;
    align-items: center;
    gap: 0.9em;
    margin-block: calc(0.25em + 1em * var(--_density)) 0.25em;
    color: var(--_accent);
    font-size: 0.8125em;
    font-weight: 600;
  }
  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid color-mix(in oklab, var(--_accent) 45%, transparent);
  }
  /*
   * Lines out of sight are neither styled nor laid out: with thousands of them that is most of the time. Paint is
   * contained with it, so the box is a little wider than the line, for focus rings and shadows.
   */
  bedside-message-line {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 4.5em;
    margin: 0 -6px -3px;
    padding: 0 6px 3px;
  }
  /* Where only some of the lines stand in the document, these have their true heights from the first. */
  .part bedside-message-line {
    content-visibility: visible;
    contain: content;
  }
  /* What can be done with it stands over its edge. */
  bedside-message-line:is(:hover, :focus-within),
  .part bedside-message-line:is(:hover, :focus-within) {
    content-visibility: visible;
    contain: none;
    position: relative;
    z-index: 1;
  }
  .earlier {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-block-size: 2.75em;
    padding-block: 0.5em;
    color: var(--_quiet);
    font-size: 0.8125em;
    line-height: 1.45;
  }
  .withheld {
    max-inline-size: 30em;
    margin-inline: auto;
  }
  .jump {
    position: absolute;
    z-index: 1;
    inset-block-end: 0.75em;
    inset-inline: 0;
    inline-size: fit-content;
    min-inline-size: 40px;
    min-block-size: 40px;
    margin-inline: auto;
    border-color: var(--_border);
    background: var(--_surface);
    box-shadow: var(--_shadow-high);
    color: var(--_text);
    font-size: 0.875em;
  }
  .jump.new {
    border-color: var(--_fill-edge);
    background: var(--_fill);
    color: var(--_on-fill);
  }
`;
