// The controls on the left make CSS; the element in the middle wears it; what it wears is what there is to paste.
const relay = document.querySelector('script[data-relay]').dataset.relay;
const controls = document.querySelector('.controls');
const views = document.querySelector('.views');
const frame = document.querySelector('.frame');
const stage = document.querySelector('.stage');
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

const measures = ['radius', 'bubble-radius', 'density', 'font-size'];
const colours = ['accent', 'canvas', 'surface', 'text', 'own'];
/** Whatever differs from what the element has anyway. */
const chosen = () => {
  const form = controls.elements;
  const tokens = [];
  for (const name of colours)
    if (form[name].value !== form[name].dataset.usual) tokens.push([name, form[name].value]);
  if (form.font.value !== '') tokens.push(['font', form.font.value]);
  for (const name of measures) {
    const { value, dataset } = form[name];
    if (value === dataset.usual) continue;
    // A size in rem grows with the reader's own text size.
    const written = name === 'font-size' ? `${Number(value) / 16}rem` : `${value}${dataset.unit}`;
    tokens.push([name, written]);
  }
  return tokens;
};
const theme = () =>
  [
    controls.elements.scheme.value,
    ...['high-contrast', 'compact'].filter((name) => controls.elements[name].checked),
  ]
    .filter(Boolean)
    .join(' ');

const luminance = (hex) => {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

let chat;
let talk;
let sample;
let shown = '';

/** Another scene, language or layout is another conversation: a new element, as on a page of its own. */
const showChat = () => {
  const { layout, scene, language, dir, width } = views.elements;
  frame.dataset.width = width.value;
  stage.dataset.layout = layout.value;
  const wanted = [layout.value, scene.value, language.value].join();
  if (wanted !== shown) {
    shown = wanted;
    talk = sample(scene.value, language.value);
    const mine = talk;
    chat?.remove();
    chat = document.createElement('bedside-chat');
    chat.openTalk = async () => mine;
    const settings = {
      relay,
      tenant: 'riverside',
      conversation: 'c'.repeat(43),
      'passport-url': '/chat/passport',
      locale: language.value,
      layout: layout.value,
    };
    for (const [name, value] of Object.entries(settings)) chat.setAttribute(name, value);
    frame.append(chat);
    if (layout.value === 'launcher') {
      chat.open();
      setTimeout(
        () => mine === talk && mine.receive(language.value === 'ar' ? 'هل أنت هناك؟' : 'Are you there?'),
        4000,
      );
    }
  }
  chat.dir = dir.value;
};

const showTheme = () => {
  const form = controls.elements;
  for (const output of controls.querySelectorAll('output')) {
    const input = form[output.dataset.of];
    output.textContent = `${input.value}${input.dataset.unit && ` ${input.dataset.unit}`}`;
  }
  for (const swatch of controls.querySelectorAll('[data-brand]'))
    swatch.setAttribute('aria-pressed', String(swatch.dataset.brand === form.accent.value));
  const light = luminance(form.accent.value);
  const [words, ratio] = light < 0.179 ? ['White', 1.05 / (light + 0.05)] : ['Black', (light + 0.05) / 0.05];
  document.getElementById('contrast').textContent = `${words} on it: ${ratio.toFixed(1)} to 1`;

  const tokens = chosen();
  const css = tokens.length
    ? `bedside-chat {\n${tokens.map(([name, value]) => `  --bedside-${name}: ${value};`).join('\n')}\n}`
    : '/* Nothing to paste: this is what the element has by itself. */';
  sheet.replaceSync(css);
  document.getElementById('css').textContent = css;
  const wanted = theme();
  const { layout, language, dir } = views.elements;
  const attributes = [
    ['theme', wanted],
    ['layout', layout.value === 'panel' ? '' : layout.value],
    ['locale', language.value === 'en' ? '' : language.value],
    ['dir', dir.value],
  ].filter(([, value]) => value !== '');
  document.getElementById('tag').textContent =
    `<bedside-chat relay="…" tenant="…" conversation="…" passport-url="…"${attributes.map(([name, value]) => `\n  ${name}="${value}"`).join('')}></bedside-chat>`;
  if (wanted) chat.setAttribute('theme', wanted);
  else chat.removeAttribute('theme');
  stage.dataset.scheme = controls.elements.scheme.value || 'system';
  remember();
};

/** The choices stand in the address, so that a link shows them to a colleague. They are colours, and nothing else. */
const remember = () => {
  const all = new URLSearchParams();
  for (const form of [controls, views])
    for (const input of form.elements) {
      if (!input.name || (input.type === 'radio' && !input.checked)) continue;
      const standing = input.type === 'checkbox' ? input.checked : input.value !== usual(input);
      if (standing) all.set(input.name, input.type === 'checkbox' ? 'on' : input.value);
    }
  history.replaceState(null, '', all.size ? `#${all}` : location.pathname);
};
const usual = (input) => input.dataset.usual ?? (input.options ? input.options[0].value : '');
const recall = () => {
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const input = controls.elements[name] ?? views.elements[name];
    if (input?.type === 'checkbox') input.checked = true;
    else if (input) input.value = value;
  }
};

const show = () => {
  showChat();
  showTheme();
};
for (const form of [controls, views]) form.addEventListener('input', show);
controls.addEventListener('reset', () => setTimeout(show));
views.addEventListener('submit', (event) => event.preventDefault());
controls.addEventListener('submit', (event) => event.preventDefault());
controls.addEventListener('click', ({ target }) => {
  if (!target.dataset.brand) return;
  controls.elements.accent.value = target.dataset.brand;
  show();
});
for (const swatch of controls.querySelectorAll('[data-brand]'))
  swatch.style.setProperty('--brand', swatch.dataset.brand);
document.getElementById('copy').addEventListener('click', async ({ currentTarget }) => {
  await navigator.clipboard.writeText(document.getElementById('css').textContent);
  document.getElementById('told').textContent = 'Copied';
  currentTarget.textContent = 'Copied';
  setTimeout(() => {
    currentTarget.textContent = 'Copy the CSS';
    document.getElementById('told').textContent = '';
  }, 2000);
});

recall();
// The element as every page gets it, from the relay; its conversation from here.
// Both are built, so that neither is a file of this folder.
const built = new URL('sample.js', import.meta.url);
({ sample } = await import(built));
await import(`${relay}/bedside.js`);
show();
