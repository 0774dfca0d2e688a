import { css } from 'lit';

/** What differs from `panel`. */
export const layoutStyles = css`
  :host(:not([layout='panel'])) {
    --_who-position: absolute;
    --_who-clip: inset(50%);
    --_what-line: underline;
  }
  :host([layout='launcher']) {
    position: fixed;
    z-index: var(--bedside-layer, 1000);
    inset-block-end: calc(1rem + env(safe-area-inset-bottom, 0px));
    inset-inline-end: calc(1rem + env(safe-area-inset-right, 0px));
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    container-type: normal;
    contain-intrinsic-size: none;
    inline-size: auto;
    block-size: auto;
    min-block-size: 0;
  }
  .launcher {
    position: relative;
    inline-size: 3.5rem;
    block-size: 3.5rem;
    padding: 0;
    border-color: var(--_fill-edge);
    background: var(--_fill);
    box-shadow: var(--_shadow-high);
    color: var(--_on-fill);
  }
  .launcher svg {
    inline-size: 1.75rem;
    block-size: 1.75rem;
  }
  .launcher:focus-visible {
    outline-offset: 3px;
  }
  .count {
    position: absolute;
    inset-block-start: -0.3rem;
    inset-inline-end: -0.3rem;
    min-inline-size: 1.6em;
    padding-inline: 0.4em;
    border-radius: 999px;
    background: var(--_danger);
    box-shadow: 0 0 0 2px var(--_surface);
    color: var(--_surface);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
    line-height: 1.6;
  }
  .action + .action {
    margin-inline-start: -0.5em;
  }
  .close {
    margin-inline-end: -0.5em;
  }
  :host([layout='launcher']) .panel {
    container-type: size;
    position: absolute;
    inset: auto;
    inset-block-end: calc(100% + 0.75rem);
    inline-size: min(25rem, 100vi - 2rem);
    block-size: min(40rem, 100dvb - 6.25rem - env(safe-area-inset-bottom, 0px));
    box-shadow: var(--_shadow-high);
    animation: unfold 160ms ease-out;
  }
  /* The end is the page's, whichever way the panel's own language runs, and whatever display the page gives the element. */
  @media (width >= 30rem) and (height >= 30rem) {
    :host([layout='launcher']:dir(ltr)) .panel {
      inset: auto 0 calc(100% + 0.75rem) auto;
    }
    :host([layout='launcher']:dir(rtl)) .panel {
      inset: auto auto calc(100% + 0.75rem) 0;
    }
  }
  @keyframes unfold {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }
  /* A phone: all of the screen that the keyboard leaves. */
  @media (width < 30rem), (height < 30rem) {
    :host([layout='launcher']) .panel {
      position: fixed;
      inset: var(--_screen-top, 0) 0 auto;
      inline-size: 100%;
      block-size: var(--_screen, 100dvb);
      padding-block-start: env(safe-area-inset-top, 0px);
      border: 0;
      border-radius: 0;
      box-shadow: none;
    }
  }
  @media (forced-colors: active) {
    .launcher,
    .count {
      border: 1px solid ButtonBorder;
    }
  }

  /* The place is the video's as well: what is not the chat lets a finger through. */
  :host([layout='visit']) {
    position: relative;
    min-block-size: 0;
    pointer-events: none;
    /* Quiet text is not too quiet, whatever shines through. */
    --_quiet: color-mix(in oklab, var(--_text) 82%, var(--_canvas));
    --_through: var(--_see-through, var(--bedside-translucency, 14%));
    --_fade: transparent;
    font-size: calc(var(--_size) * 0.9375);
  }
  :host([layout='visit']) :is(.panel, .launcher) {
    pointer-events: auto;
  }
  :host([layout='visit']) .panel {
    background: color-mix(in oklab, var(--_canvas), transparent var(--_through));
    backdrop-filter: blur(18px);
  }
  /* Too little height for all of it: some messages stay in view, and the panel scrolls to what stands below. */
  @container (block-size < 20em) {
    :host([layout='visit']) .panel {
      overflow-y: auto;
    }
    :host([layout='visit']) bedside-message-list {
      flex: none;
      block-size: 9em;
    }
  }
  /* Beside three buttons the faces make way, which are in the picture; then the buttons, where a short name does not fit. */
  @container (inline-size < 26em) {
    :host([layout='visit']) bedside-chat-header {
      --_faces: none;
    }
  }
  @container (inline-size < 18em) {
    bedside-chat-header {
      --_who-min: 4.8em;
    }
    bedside-chat-header::part(header) {
      flex-wrap: wrap;
      justify-content: flex-end;
      gap: 0 0.5em;
      padding-inline: 0.6em;
    }
  }
  /* Little height, or large letters: the lock stands beside the names, which give it its room. */
  @container (block-size < 30em) and (inline-size < 30em) {
    bedside-encryption-note {
      flex: none;
      inline-size: max(44px, 1.4em);
    }
    bedside-chat-title {
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
  }
  :host([layout='visit']) .emergency {
    padding-block: 0.35em 0.55em;
    padding-inline: 1em;
  }
  .tab {
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: 0;
    inline-size: auto;
    block-size: auto;
    min-block-size: 44px;
    padding-inline: 1em;
  }
  .tab svg {
    inline-size: 1.35em;
    block-size: 1.35em;
  }
  .tab .count {
    position: static;
    margin-inline-end: -0.35em;
  }
  /* In a window of its own it is all there is, whatever the page's rules say of its place. */
  :host(:state(out)) {
    --_through: 0% !important;
    position: static !important;
    inset: auto !important;
    inline-size: 100% !important;
    block-size: 100% !important;
    min-block-size: 0 !important;
    max-block-size: none !important;
    margin: 0 !important;
  }
  :host(:state(out)) .panel {
    border: 0;
    border-radius: 0;
  }
  @media (prefers-reduced-transparency: reduce), (prefers-contrast: more), (forced-colors: active) {
    :host([layout='visit']) {
      --_through: 0%;
    }
  }
`;
