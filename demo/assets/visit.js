// Two drawings stand in for two cameras: a stream of a canvas is a stream like any other.
const calm = matchMedia('(prefers-reduced-motion: reduce)');

function person(video, { width, height, wall, floor, skin, hair, coat, beard }) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = canvas.getContext('2d');
  const round = (x, y, rx, ry, fill) => {
    pen.fillStyle = fill;
    pen.beginPath();
    pen.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
    pen.fill();
  };
  const draw = (ms) => {
    const s = ms / 1000;
    const lean = Math.sin(s / 2.3) * 6;
    const breath = Math.sin(s * 1.1) * 3;
    const glow = pen.createLinearGradient(0, 0, width, height);
    glow.addColorStop(0, wall);
    glow.addColorStop(1, floor);
    pen.fillStyle = glow;
    pen.fillRect(0, 0, width, height);
    // A window on the wall.
    pen.fillStyle = 'rgb(255 255 255 / 0.16)';
    pen.fillRect(width * 0.1, height * 0.12, width * 0.17, height * 0.34);
    pen.fillRect(width * 0.28, height * 0.12, width * 0.17, height * 0.34);
    const x = width / 2 + lean;
    const y = height * 0.47 + breath;
    const r = height * 0.17;
    round(x, y - r * 0.35, r * 1.22, r * 1.3, hair);
    if (!beard) round(x, y + r * 0.6, r * 1.2, r * 1.35, hair);
    round(x, height + breath, r * 2.5, r * 2.3, coat);
    pen.fillStyle = skin;
    pen.fillRect(x - r * 0.36, y + r * 0.6, r * 0.72, r * 1.1);
    round(x, y, r * 0.92, r * 1.14, skin);
    round(x, y - r * 0.95, r * 0.98, r * 0.45, hair);
    const blink = s % 4 < 0.14 ? 0.02 : 0.1;
    for (const side of [-1, 1]) round(x + side * r * 0.36, y - r * 0.08, r * 0.1, r * blink, '#1d2b2e');
    pen.strokeStyle = '#7d3d33';
    pen.lineWidth = r * 0.07;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.arc(x, y + r * 0.38, r * 0.28, 0.25 * Math.PI, 0.75 * Math.PI);
    pen.stroke();
  };
  const every = (ms) => {
    if (!document.hidden) draw(ms);
    if (!calm.matches) requestAnimationFrame(every);
  };
  every(1000);
  calm.addEventListener('change', () => every(1000));
  video.srcObject = canvas.captureStream(24);
  video.play().catch(() => {});
}

const byId = (id) => document.getElementById(id);
person(byId('other'), {
  width: 1280,
  height: 720,
  wall: '#4d7c84',
  floor: '#24424a',
  skin: '#c98f6b',
  hair: '#2b211f',
  coat: '#e9eff0',
});
person(byId('own'), {
  width: 480,
  height: 480,
  wall: '#8a6f63',
  floor: '#4b3b37',
  skin: '#7c4f35',
  hair: '#1b1512',
  coat: '#3f7f79',
});

const since = Date.now();
setInterval(() => {
  const s = Math.floor((Date.now() - since) / 1000);
  byId('clock').textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}, 1000);

for (const id of ['microphone', 'camera'])
  byId(id).addEventListener('click', ({ currentTarget }) => {
    const on = currentTarget.getAttribute('aria-pressed') !== 'true';
    currentTarget.setAttribute('aria-pressed', on);
    if (id === 'camera') byId('own').srcObject.getTracks()[0].enabled = on;
  });

// The call's own button folds and unfolds the chat.
const chat = document.querySelector('bedside-chat');
const messages = byId('messages');
const look = () => messages.setAttribute('aria-pressed', String(!chat.folded));
messages.addEventListener('click', () => {
  if (chat.folded) chat.open();
  else chat.close();
});
chat.addEventListener('bedside-folded-changed', look);
// On a phone the face comes first: the chat waits as a tab.
await customElements.whenDefined('bedside-chat');
if (matchMedia('(width < 44rem)').matches) chat.close();
look();
