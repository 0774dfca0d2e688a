import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

const radio = (name: string, choices: readonly (readonly [value: string, label: string])[]): Html[] =>
  choices.map(
    ([value, label], i) =>
      html`<label><input type="radio" name="${name}" value="${value}"${i === 0 ? ' checked' : ''}><span>${label}</span></label>`,
  );
const options = (choices: readonly (readonly [value: string, label: string])[]): Html[] =>
  choices.map(([value, label]) => html`<option value="${value}">${label}</option>`);
/** A slider whose value stands beside its name. `usual`: what the element has when nothing is set. */
const slider = (
  name: string,
  label: string,
  range: {
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly usual: number;
    readonly unit: string;
  },
): Html => html`
  <div class="field slider">
    <span><label for="${name}">${label}</label><output for="${name}" data-of="${name}"></output></span>
    <input type="range" id="${name}" name="${name}" min="${range.min}" max="${range.max}" step="${range.step}" value="${range.usual}"
      data-usual="${range.usual}" data-unit="${range.unit}">
  </div>`;

const brands = ['#0c6763', '#1d4ed8', '#7a1f5c', '#b42318', '#e8590c', '#ffd400', '#3f6212', '#1f2937'];
const colours = [
  ['canvas', 'Behind the messages', '#f8f6f3'],
  ['surface', 'Bars and bubbles', '#ffffff'],
  ['text', 'Text', '#1f2729'],
  ['own', 'Own bubbles', '#dcebea'],
] as const;

/** Where a vendor's designer tries themes: the element over a sample that never leaves the page, and the CSS to paste. */
export const playgroundPage = (relay: string) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <title>Theme playground · Bedside</title>
    <link rel="icon" href="/assets/logo.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/portal.css">
    <link rel="stylesheet" href="/assets/playground.css">
    <script type="module" src="/assets/playground.js" data-relay="${relay}"></script>
  </head>
  <body class="playground">
    <form class="controls" aria-label="Theme">
      <header>
        <h1>Theme playground</h1>
        <p>A sample conversation, in this page only. Take the CSS at the bottom with you.</p>
      </header>
      <fieldset>
        <legend>Brand</legend>
        <div class="swatches">
          ${brands.map((brand) => html`<button type="button" data-brand="${brand}" aria-label="${brand}"></button>`)}
          <label class="own-colour"><input type="color" name="accent" value="${brands[0]}" data-usual="${brands[0]}"><span>Other</span></label>
        </div>
        <p class="note" id="contrast"></p>
      </fieldset>
      <fieldset>
        <legend>Theme</legend>
        <div class="segments">${radio('scheme', [
          ['', 'System'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ])}</div>
        <div class="checks">
          <label><input type="checkbox" name="high-contrast"><span>High contrast</span></label>
          <label><input type="checkbox" name="compact"><span>Compact</span></label>
        </div>
      </fieldset>
      <fieldset>
        <legend>Shape</legend>
        ${slider('radius', 'Corners of the panel', { min: 0, max: 28, step: 1, usual: 16, unit: 'px' })}
        ${slider('bubble-radius', 'Corners of a message', { min: 0, max: 24, step: 1, usual: 18, unit: 'px' })}
        ${slider('density', 'Room between things', { min: 0, max: 1.5, step: 0.05, usual: 1, unit: '' })}
      </fieldset>
      <fieldset>
        <legend>Type</legend>
        <label class="field"><span>Font</span>
          <select name="font">${options([
            ['', "The system's"],
            ["'Iowan Old Style', Charter, Georgia, serif", 'Serif'],
            ["Seravek, 'Gill Sans', Ubuntu, Calibri, sans-serif", 'Humanist'],
            ["ui-rounded, 'Hiragino Maru Gothic ProN', Quicksand, Nunito, sans-serif", 'Rounded'],
            ["Avenir, Montserrat, Corbel, 'URW Gothic', sans-serif", 'Geometric'],
          ])}</select>
        </label>
        ${slider('font-size', 'Size', { min: 14, max: 24, step: 1, usual: 16, unit: 'px' })}
      </fieldset>
      <details>
        <summary>More colours</summary>
        ${colours.map(
          ([name, label, usual]) => html`
          <label class="field colour"><span>${label}</span><input type="color" name="${name}" value="${usual}" data-usual="${usual}"></label>`,
        )}
        <p class="note">These hold in light and in dark: choose one of them above.</p>
      </details>
      <button type="reset" class="quiet-button">Start again</button>
    </form>
    <main>
      <form class="views" aria-label="View">
        <label class="field"><span>Layout</span><select name="layout">${options([
          ['panel', 'Panel'],
          ['launcher', 'Launcher'],
          ['visit', 'Visit'],
        ])}</select></label>
        <label class="field"><span>Shows</span><select name="scene">${options([
          ['conversation', 'A conversation'],
          ['group', 'Three people'],
          ['refused', 'Not sent'],
          ['offline', 'No connection'],
          ['empty', 'Nothing yet'],
          ['memory', 'Private window'],
          ['ended', 'Over'],
          ['failed', 'Refused'],
        ])}</select></label>
        <label class="field"><span>Language</span><select name="language">${options([
          ['en', 'English'],
          ['es', 'Español'],
          ['zh-Hans', '简体中文'],
          ['vi', 'Tiếng Việt'],
          ['fil', 'Filipino'],
          ['ar', 'العربية'],
        ])}</select></label>
        <label class="field"><span>Direction</span><select name="dir">${options([
          ['', "The language's"],
          ['ltr', 'Left to right'],
          ['rtl', 'Right to left'],
        ])}</select></label>
        <label class="field"><span>Width</span><select name="width">${options([
          ['desktop', 'Desktop'],
          ['phone', 'Phone'],
          ['narrow', '320 px'],
        ])}</select></label>
      </form>
      <section class="stage" aria-label="Preview"><div class="frame"></div></section>
      <section class="result" aria-labelledby="result-name">
        <header>
          <h2 id="result-name">Paste this</h2>
          <button type="button" id="copy">Copy the CSS</button>
        </header>
        <div class="pastes">
          <pre tabindex="0" role="region" aria-label="CSS"><code id="css"></code></pre>
          <pre tabindex="0" role="region" aria-label="HTML"><code id="tag"></code></pre>
        </div>
        <p class="unseen" role="status" id="told"></p>
      </section>
    </main>
  </body>
</html>`;
