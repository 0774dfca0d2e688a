const dark = `
  color-scheme: dark;
  --_canvas: var(--bedside-canvas, #14181a);
  --_surface: var(--bedside-surface, #1f2527);
  --_quiet: var(--bedside-text-quiet, #a3adb0);
  --_border: var(--bedside-border, #2f3739);
  --_edge: var(--bedside-edge, #737e81);
  --_fill: var(--bedside-accent, #6cccc3);
  --_on-fill: var(--bedside-on-accent, #06211f);`;

/**
 * What the shell needs of palette.ts, chat.ts and layouts.ts, so that nothing jumps when they take its place. A text,
 * not Lit's `css`: the shell stands before Lit is there.
 */
export const shellStyles = `
:host {
  color-scheme: light;
  --_canvas: var(--bedside-canvas, #f8f6f3);
  --_surface: var(--bedside-surface, #fff);
  --_quiet: var(--bedside-text-quiet, #596366);
  --_border: var(--bedside-border, #e4dfd8);
  --_edge: var(--bedside-edge, #8b9294);
  --_fill: var(--bedside-accent, #0c6763);
  --_on-fill: var(--bedside-on-accent, #fff);
  display: block;
  position: relative;
  container-type: size;
  contain-intrinsic-size: 24rem var(--bedside-block-size, min(40rem, 100dvb));
  block-size: 100%;
  min-block-size: min(20rem, 100dvb);
  font: 400 var(--bedside-font-size, max(1rem, 16px)) / 1.45 var(--bedside-font, system-ui, sans-serif);
}
:host([hidden]) {
  display: none !important;
}
@media (prefers-color-scheme: dark) {
  :host(:not([theme~='light'])) {${dark}
  }
}
:host([theme~='dark']) {${dark}
}
section {
  position: absolute;
  inset: 0;
  box-sizing: border-box;
  display: flex;
  flex-direction: column;
  gap: 0.75em;
  overflow: hidden;
  border: var(--bedside-border-width, 1px) solid var(--_border);
  border-radius: var(--bedside-radius, 16px);
  background: var(--_canvas);
}
header {
  flex: none;
  block-size: 4em;
  border-block-end: 1px solid var(--_border);
  background: var(--_surface);
}
p {
  margin: auto;
  padding: 1em;
  color: var(--_quiet);
  font-size: 0.875em;
  text-align: center;
}
i {
  flex: none;
  inline-size: 54%;
  block-size: 2.6em;
  margin-inline: 1em;
  border-radius: var(--bedside-bubble-radius, 18px);
  background: color-mix(in oklab, var(--_quiet) 11%, transparent);
}
i:nth-of-type(2) {
  inline-size: 38%;
  block-size: 4em;
}
i:nth-of-type(3) {
  align-self: end;
  inline-size: 45%;
}
footer {
  flex: none;
  block-size: 3em;
  margin: 0 0.75em 3.5em;
  border: 1px solid var(--_edge);
  border-radius: 24px;
  background: var(--_surface);
}
:host([layout='launcher']) {
  position: fixed;
  z-index: var(--bedside-layer, 1000);
  inset-block-end: calc(1rem + env(safe-area-inset-bottom, 0px));
  inset-inline-end: calc(1rem + env(safe-area-inset-right, 0px));
  container-type: normal;
  inline-size: auto;
  block-size: auto;
  min-block-size: 0;
}
button {
  display: grid;
  place-items: center;
  inline-size: 3.5rem;
  block-size: 3.5rem;
  padding: 0;
  border: 1px solid transparent;
  border-radius: 999px;
  background: var(--_fill);
  color: var(--_on-fill);
  cursor: pointer;
}
@supports (color: color(from red srgb-linear r g b)) {
  button {
    --_on: clamp(0, (0.179 - (0.2126 * r + 0.7152 * g + 0.0722 * b)) * 99999, 1);
    color: var(--bedside-on-accent, color(from var(--_fill) srgb-linear var(--_on) var(--_on) var(--_on)));
  }
}
button:focus-visible {
  outline: 2px solid var(--_fill);
  outline-offset: 3px;
}
svg {
  inline-size: 1.75rem;
  block-size: 1.75rem;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.75;
  stroke-linejoin: round;
}
span {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}
`;
