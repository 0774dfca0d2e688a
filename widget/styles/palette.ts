import { css } from 'lit';

/**
 * Every colour, twice. The public names are on the right (`--bedside-…`); elements read the private ones on the
 * left, so that an unset token falls back in one place only. One's own bubbles take the accent's hue and a lightness
 * of their own, so that text on them keeps its contrast whatever the brand's colour is.
 */
const light = css`
  --_canvas: var(--bedside-canvas, #f8f6f3);
  --_surface: var(--bedside-surface, #fff);
  --_text: var(--bedside-text, #1f2729);
  --_quiet: var(--bedside-text-quiet, #596366);
  --_border: var(--bedside-border, #e4dfd8);
  --_edge: var(--bedside-edge, #8b9294);
  --_accent: var(--bedside-accent, #0c6763);
  --_on-accent: var(--bedside-on-accent, #fff);
  --_tint: 14%;
  --_tint-light: 0.93;
  --_tint-chroma: 0.028;
  --_danger: var(--bedside-danger, #a5301d);
  --_danger-surface: var(--bedside-danger-surface, #fdf1ee);
  --_notice: var(--bedside-notice, #6b4700);
  --_notice-surface: var(--bedside-notice-surface, #fcf3df);
  --_shadow: 0 1px 2px rgb(31 39 41 / 0.06);
  --_shadow-high: 0 2px 6px rgb(31 39 41 / 0.1), 0 12px 32px rgb(31 39 41 / 0.14);
`;
const dark = css`
  --_canvas: var(--bedside-canvas, #14181a);
  --_surface: var(--bedside-surface, #1f2527);
  --_text: var(--bedside-text, #e9ecec);
  --_quiet: var(--bedside-text-quiet, #a3adb0);
  --_border: var(--bedside-border, #2f3739);
  --_edge: var(--bedside-edge, #737e81);
  --_accent: var(--bedside-accent, #6cccc3);
  --_on-accent: var(--bedside-on-accent, #06211f);
  --_tint: 24%;
  --_tint-light: 0.37;
  --_tint-chroma: 0.042;
  --_danger: var(--bedside-danger, #f6a697);
  --_danger-surface: var(--bedside-danger-surface, #35211d);
  --_notice: var(--bedside-notice, #eccb8b);
  --_notice-surface: var(--bedside-notice-surface, #312a1b);
  --_shadow: none;
  --_shadow-high: 0 2px 6px rgb(0 0 0 / 0.4), 0 12px 32px rgb(0 0 0 / 0.5);
`;

/** Light and dark by the reader's system, or by `theme`; and the measures. */
export const palette = css`
  :host {
    color-scheme: light;
    ${light}
    --_font: var(--bedside-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    --_size: var(--bedside-font-size, max(1rem, 16px));
    --_radius: var(--bedside-radius, 16px);
    --_bubble-radius: var(--bedside-bubble-radius, 18px);
    --_column: var(--bedside-column, 46rem);
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      color-scheme: dark;
      ${dark}
    }
  }
  :host([theme='dark']) {
    color-scheme: dark;
    ${dark}
  }
  /* A colour is inherited computed, so the mix stands on the host, below the palette that it is mixed from. */
  :host {
    --_own: var(--bedside-own, color-mix(in oklab, var(--_accent) var(--_tint), var(--_surface)));
  }
  @supports (color: oklch(from red l c h)) {
    :host {
      --_own: var(--bedside-own, oklch(from var(--_accent) var(--_tint-light) min(c, var(--_tint-chroma)) h));
    }
  }
  @media (prefers-contrast: more) {
    :host {
      --_border: var(--_edge);
      --_quiet: var(--_text);
    }
  }
`;
