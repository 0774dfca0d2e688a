import { css } from 'lit';

/**
 * Every colour, twice. The public names are on the right (`--bedside-…`); elements read the private ones on the
 * left, so that an unset token falls back in one place only. The numbers at the end of each say what light and dark
 * ask of a colour that is made from the brand's: its luminance (`-y-`, as WCAG measures it), lightness (`-l-`) and chroma (`-c-`).
 */
const light = css`
  --_canvas: var(--bedside-canvas, #f8f6f3);
  --_surface: var(--bedside-surface, #fff);
  --_text: var(--bedside-text, #1f2729);
  --_quiet: var(--bedside-text-quiet, #596366);
  --_border: var(--bedside-border, #e4dfd8);
  --_edge: var(--bedside-edge, #8b9294);
  --_brand: var(--bedside-accent, #0c6763);
  --_on-brand: var(--bedside-on-accent, #fff);
  --_danger: var(--bedside-danger, #a5301d);
  --_danger-surface: var(--bedside-danger-surface, #fdf1ee);
  --_notice: var(--bedside-notice, #6b4700);
  --_notice-surface: var(--bedside-notice-surface, #fcf3df);
  --_shadow: 0 1px 2px rgb(31 39 41 / 0.06);
  --_shadow-high: 0 2px 6px rgb(31 39 41 / 0.1), 0 12px 32px rgb(31 39 41 / 0.14);
  --_strong: #000;
  --_weak: #fff;
  --_tint: 14%;
  --_tint-light: 0.93;
  --_tint-chroma: 0.028;
  --_accent-l-min: 0;
  --_accent-c-max: 1;
  --_accent-y-min: 0;
  --_accent-y-max: 0.135;
  --_accent-y-high: 0.09;
  --_fill-l-min: 0;
  --_fill-y-min: 0;
  --_fill-edge-y-max: 0.26;
`;
const dark = css`
  --_canvas: var(--bedside-canvas, #14181a);
  --_surface: var(--bedside-surface, #1f2527);
  --_text: var(--bedside-text, #e9ecec);
  --_quiet: var(--bedside-text-quiet, #a3adb0);
  --_border: var(--bedside-border, #2f3739);
  --_edge: var(--bedside-edge, #737e81);
  --_brand: var(--bedside-accent, #6cccc3);
  --_on-brand: var(--bedside-on-accent, #06211f);
  --_danger: var(--bedside-danger, #f6a697);
  --_danger-surface: var(--bedside-danger-surface, #35211d);
  --_notice: var(--bedside-notice, #eccb8b);
  --_notice-surface: var(--bedside-notice-surface, #312a1b);
  --_shadow: none;
  --_shadow-high: 0 2px 6px rgb(0 0 0 / 0.4), 0 12px 32px rgb(0 0 0 / 0.5);
  --_strong: #fff;
  --_weak: #000;
  --_tint: 24%;
  --_tint-light: 0.37;
  --_tint-chroma: 0.042;
  --_accent-l-min: 0.7;
  --_accent-c-max: 0.13;
  --_accent-y-min: 0.44;
  --_accent-y-max: 1;
  --_accent-y-high: 1;
  --_fill-l-min: 0.5;
  --_fill-y-min: 0.17;
  --_fill-edge-y-max: 1;
`;
/**
 * Black on white, or white on black. Of the page's own colours only the accent's hue is left: whoever asked for
 * contrast asked for more than a brand may take back.
 */
const highContrast = css`
  --_canvas: var(--_weak);
  --_surface: var(--_weak);
  --_text: var(--_strong);
  --_quiet: var(--_strong);
  --_border: var(--_strong);
  --_edge: var(--_strong);
  --_danger: color-mix(in oklab, var(--_danger-plain) 60%, var(--_strong));
  --_danger-surface: var(--_weak);
  --_notice: var(--_strong);
  --_notice-surface: var(--_weak);
  --_accent-y-max: var(--_accent-y-high);
  --_own-edge: var(--_accent);
  --_ring: 3px;
  --_see-through: 0%;
  --_shadow: none;
`;

/**
 * Light and dark by the reader's system, or by `theme`; high contrast and compact beside either; and the measures.
 *
 * One colour of the brand's is enough, whatever it is. Where it is text or a line (`--_accent`) it is made dark or light
 * enough for 4.5:1 on what it stands on; where it is a surface (`--_fill`), words on it are white or black, whichever
 * reads better: at a luminance of 0.179 both have 4.58:1. One's own bubbles take its hue and a lightness of their own.
 * A colour is inherited computed, so what is made of others stands on the host, below the palette. The system's wish
 * for more contrast must be as specific as the themes, or they would win: hence a `:not()` that is always true.
 */
export const palette = css`
  :host {
    /* What a page says of its own words is not for these: but whether they are seen, and how they are drawn. */
    all: initial;
    display: block;
    visibility: inherit;
    pointer-events: inherit;
    user-select: text;
    -webkit-user-select: text;
    -webkit-font-smoothing: inherit;
    color-scheme: light;
    ${light}
    --_danger-plain: #a5301d;
    --_font: var(--bedside-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    --_size: var(--bedside-font-size, max(1rem, 16px));
    --_radius: var(--bedside-radius, 16px);
    --_bubble-radius: var(--bedside-bubble-radius, 18px);
    --_column: var(--bedside-column, 46rem);
    --_density: var(--bedside-density, 1);
    --_own-edge: transparent;
    --_ring: 2px;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme~='light'])) {
      color-scheme: dark;
      ${dark}
      --_danger-plain: #f6a697;
    }
  }
  :host([theme~='dark']) {
    color-scheme: dark;
    ${dark}
    --_danger-plain: #f6a697;
  }
  :host([theme~='compact']) {
    --_size: var(--bedside-font-size, max(0.9375rem, 15px));
    --_bubble-radius: var(--bedside-bubble-radius, 12px);
    --_density: var(--bedside-density, 0.5);
  }
  :host([theme~='high-contrast']) {
    ${highContrast}
  }
  @media (prefers-contrast: more) {
    :host(:not([theme~=''])) {
      ${highContrast}
    }
  }
  :host {
    --_fill: var(--_brand);
    --_fill-edge: var(--_brand);
    --_accent: var(--bedside-accent-text, var(--_brand));
    --_on-fill: var(--_on-brand);
    --_on-accent: var(--_on-brand);
    --_own: var(--bedside-own, color-mix(in oklab, var(--_brand) var(--_tint), var(--_surface)));
  }
  @supports (color: color(from red srgb-linear r g b)) {
    :host {
      --_y: (0.2126 * r + 0.7152 * g + 0.0722 * b);
      --_on: clamp(0, (0.179 - var(--_y)) * 99999, 1);
      --_up: max(0, (var(--_accent-y-min) - var(--_y)) / (1.001 - var(--_y)));
      --_down: min(1, var(--_accent-y-max) / max(var(--_y), 0.001));
      --_fill-up: max(0, (var(--_fill-y-min) - var(--_y)) / (1.001 - var(--_y)));
      --_fill-down: min(1, var(--_fill-edge-y-max) / max(var(--_y), 0.001));
      --_fill: color(
        from oklch(from var(--_brand) max(l, var(--_fill-l-min)) c h) srgb-linear calc(r + (1 - r) * var(--_fill-up))
          calc(g + (1 - g) * var(--_fill-up)) calc(b + (1 - b) * var(--_fill-up))
      );
      --_fill-edge: color(
        from var(--_fill) srgb-linear calc(r * var(--_fill-down)) calc(g * var(--_fill-down)) calc(b * var(--_fill-down))
      );
      --_on-fill: var(--bedside-on-accent, color(from var(--_fill) srgb-linear var(--_on) var(--_on) var(--_on)));
      --_accent: var(
        --bedside-accent-text,
        color(
          from oklch(from var(--_brand) max(l, var(--_accent-l-min)) min(c, var(--_accent-c-max)) h) srgb-linear
            calc(r * var(--_down) + (1 - r) * var(--_up)) calc(g * var(--_down) + (1 - g) * var(--_up))
            calc(b * var(--_down) + (1 - b) * var(--_up))
        )
      );
      --_on-accent: color(from var(--_accent) srgb-linear var(--_on) var(--_on) var(--_on));
      --_own: var(--bedside-own, oklch(from var(--_brand) var(--_tint-light) min(c, var(--_tint-chroma)) h));
    }
  }
`;
