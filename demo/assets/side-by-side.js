// The relay's rows, once a second, for as long as somebody looks.
const body = document.getElementById('rows');
const sum = document.getElementById('sum');
const none = document.getElementById('none');
const box = body.closest('.rows');
const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });
const count = new Intl.NumberFormat();
const rowsMax = 500;
let head = 0;

const cell = (text, name = '') => {
  const td = document.createElement('td');
  td.textContent = text;
  td.className = name;
  return td;
};

const spaced = (hex) => hex.replace(/../g, '$& ').trim();

const row = ({ seq, at, kind, bytes, first, last }) => {
  const tr = document.createElement('tr');
  tr.className = `kind-${kind}`;
  const code = document.createElement('code');
  code.textContent = `${spaced(first)} … ${spaced(last)}`;
  const hex = cell('');
  hex.append(code);
  tr.append(cell(seq), cell(time.format(at)), cell(kind), cell(count.format(bytes), 'number'), hex);
  return tr;
};

const look = async () => {
  const response = await fetch(`/relay-rows?after=${head}`);
  let found = await response.json();
  if (head > 0 && (found?.head ?? 0) < head) {
    // The relay's folder was emptied: begin again.
    head = 0;
    body.replaceChildren();
    found = await (await fetch('/relay-rows')).json();
  }
  none.hidden = found !== null;
  sum.textContent = found ? `${count.format(found.head)} rows, ${count.format(found.bytes)} bytes` : '';
  if (!found?.rows.length) return;
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  body.append(...found.rows.map(row));
  while (body.rows.length > rowsMax) body.rows[0].remove();
  head = found.head;
  if (atEnd) box.scrollTop = box.scrollHeight;
};

const every = async () => {
  if (!document.hidden) await look().catch(() => {});
  setTimeout(every, 1000);
};
every();
