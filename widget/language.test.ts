import { errors } from '../shared/errors.ts';
import { roles } from '../shared/passport.ts';
import { arrange } from './arrange.ts';
import { initials } from './elements/avatar.ts';
import { fetchEnglish, fetchWords, Language } from './language.ts';
import { enErrors } from './locales/en.ts';
import { enErrorsMore } from './locales/en-more.ts';
import { roomFor } from './measure.ts';
import { settingsFrom } from './settings.ts';
import { equal, ok, same } from './testing/assert.ts';
import { describe, it } from './testing/bdd.ts';
import { scenes } from './testing/scenes.ts';

const english = new Language(['en-US']);
const noon = new Date(2026, 10, 23, 12).getTime();
const hourMs = 3600_000;

describe('language', () => {
  it('fills holes and chooses the plural', () => {
    equal(english.text('notice.joined', { name: 'Dr. Rivera' }), 'Dr. Rivera joined the conversation');
    equal(english.text('jump.new', { count: 1 }), '1 new message');
    equal(english.text('jump.new', { count: 1200 }), '1,200 new messages');
  });
  it('does not take a value for a pattern', () => {
    equal(english.text('message.from', { name: '{name} $& $1' }), '{name} $& $1:');
  });
  it('names days as one would say them', () => {
    equal(english.day(noon - hourMs, noon), 'Today');
    equal(english.day(noon - 13 * hourMs, noon), 'Yesterday');
    equal(english.day(noon - 3 * 24 * hourMs, noon), 'Friday');
    equal(english.day(noon - 30 * 24 * hourMs, noon), 'Sat, October 24');
    equal(english.day(noon - 400 * 24 * hourMs, noon), 'Sun, October 19, 2025');
  });
  it('follows the first wish that it knows, and English after nonsense', () => {
    equal(new Language(['xx-not a tag', null, 'en-GB']).locale, 'en-GB');
    equal(new Language(['zz']).locale, 'en');
  });
  it('finds the words for a region, a script and an old tag', async () => {
    for (const tag of ['ar', 'es', 'fil', 'vi', 'zh-Hans']) await fetchWords(tag);
    const hello = (locale: string) => new Language([locale]).text('composer.send');
    for (const locale of ['es', 'es-MX', 'es-419']) equal(hello(locale), 'Enviar', locale);
    for (const locale of ['zh', 'zh-CN', 'zh-Hans-CN', 'zh-SG']) equal(hello(locale), '发送', locale);
    for (const locale of ['tl', 'fil-PH', 'tl-PH']) equal(hello(locale), 'Ipadala', locale);
    equal(hello('vi-VN'), 'Gửi');
    equal(hello('ar-EG'), 'إرسال');
    // Another script is another language, to a reader.
    equal(hello('zh-TW'), 'Send');
    equal(new Language(['zh-Hant-HK', 'es-US']).locale, 'es-US');
    equal(new Language(['pt-BR', 'ar-EG']).direction, 'rtl');
  });
  it('says days, times, numbers and lists as the language does', async () => {
    await Promise.all(['es', 'zh-Hans'].map(fetchWords));
    const spanish = new Language(['es-MX']);
    equal(spanish.day(noon - 3 * 24 * hourMs, noon), 'viernes');
    equal(spanish.list(['Ana', 'Luz', 'Inés']), 'Ana, Luz e Inés');
    equal(new Language(['zh-CN']).list(['陈伟', '李娜']), '陈伟和李娜');
    equal(new Language(['es-ES']).text('jump.new', { count: 12_000 }), '12.000 mensajes nuevos');
  });
  it('keeps a name that runs the other way together', async () => {
    await fetchWords('ar');
    equal(
      new Language(['ar']).text('notice.joined', { name: 'Lena Hoffmann, RN' }),
      'انضمام \u2068Lena Hoffmann, RN\u2069 إلى المحادثة',
    );
    equal(english.text('message.from', { name: 'أحمد' }), '\u2068أحمد\u2069:');
    equal(new Language(['ar']).text('message.from', { name: 'أحمد' }), 'أحمد:');
  });
  it('calls somebody without a name by the role', () => {
    equal(english.name({ person: 'p', name: '', role: 'front-desk', self: false }), 'Front desk');
    for (const role of roles) ok(english.text(`role.${role}`));
  });
  it('knows no English at first that no first screen says, and all of it once it was fetched', async () => {
    english.text('sheet.title');
    await fetchEnglish();
    equal(english.text('sheet.title'), 'Who can read this');
    equal(english.error('room-full'), 'This conversation is full. Contact the clinic.');
  });
  it('has words for every code of the table', () => {
    same(
      Object.keys(errors).filter((code) => !(code in enErrors || code in enErrorsMore)),
      [],
    );
  });
});

describe('arrange', () => {
  it('puts a day before its lines and marks runs', () => {
    const items = arrange(scenes.conversation(noon).snapshot.lines);
    equal(items.filter((item) => item.kind === 'day').length, 2);
    const messages = items.filter((item) => item.kind === 'message');
    same(
      messages.slice(1, 3).map(({ first, last }) => [first, last]),
      [
        [true, false],
        [false, true],
      ],
    );
    equal(new Set(items.map((item) => item.key)).size, items.length, 'keys');
  });
});

describe('avatar', () => {
  it('knows what of a name is a name', () => {
    equal(initials('Dr. Ana Rivera'), 'AR');
    equal(initials('Lena Hoffmann, RN'), 'LH');
    equal(initials('陈伟'), '陈');
    equal(initials(''), '');
  });
});

describe('measure', () => {
  it('counts characters too many in UTF-8, and never cuts one in two', () => {
    same(roomFor('hello', 10), { over: 0, left: null });
    same(roomFor('a'.repeat(10), 10), { over: 0, left: 0 });
    same(roomFor('a'.repeat(12), 10), { over: 2, left: 0 });
    same(roomFor('😀😀😀', 10), { over: 1, left: 0 });
  });
});

describe('settings', () => {
  const good = {
    relay: 'https://relay.example',
    tenant: 'riverside',
    conversation: 'c'.repeat(43),
    passportUrl: '/chat/passport',
    getPassport: null,
    roomsUrl: null,
    getRooms: null,
    layout: 'panel',
    isolation: 'inline',
  };
  const base = 'https://portal.example/visit/7';
  const invalid = (change: object) => {
    const outcome = settingsFrom({ ...good, ...change }, base);
    return 'invalid' in outcome ? outcome.invalid : null;
  };
  it('takes what is right', () => {
    const outcome = settingsFrom(good, base);
    ok('settings' in outcome);
    equal(outcome.settings.relay, 'https://relay.example');
    equal(invalid({ relay: 'http://localhost:8787/' }), null);
    equal(invalid({ passportUrl: null, getPassport: async () => 'x' }), null);
  });
  it('without a conversation takes a list of them', () => {
    const inbox = { ...good, conversation: null, roomsUrl: '/chat/rooms' };
    const outcome = settingsFrom(inbox, base);
    ok('inbox' in outcome);
    equal(outcome.inbox.passportUrl, 'https://portal.example/chat/passport');
    ok('inbox' in settingsFrom({ ...inbox, roomsUrl: null, getRooms: async () => [] }, base));
    ok(
      'settings' in settingsFrom({ ...inbox, conversation: 'c'.repeat(43) }, base),
      'a conversation goes first',
    );
    equal(invalid({ ...inbox, roomsUrl: 'ftp://portal.example/x' }), 'rooms');
    equal(invalid({ ...inbox, getRooms: 'rooms', roomsUrl: null }), 'rooms');
    equal(invalid({ ...inbox, tenant: '' }), 'tenant');
    equal(invalid({ conversation: '' }), 'conversation');
  });
  it('names what is wrong', () => {
    for (const relay of [
      'http://relay.example',
      'https://relay.example/v1',
      'javascript:alert(1)',
      'relay',
      7,
    ])
      equal(invalid({ relay }), 'relay');
    for (const tenant of ['', 'River Side', 'a'.repeat(65)]) equal(invalid({ tenant }), 'tenant');
    equal(invalid({ conversation: 'short' }), 'conversation');
    equal(invalid({ passportUrl: 'ftp://portal.example/x' }), 'passport');
    equal(invalid({ layout: 'sidebar' }), 'layout');
    equal(invalid({ layout: 'visit' }), null);
    equal(invalid({ isolation: 'sandbox' }), 'isolation');
    equal(invalid({ isolation: 'frame' }), 'isolation', 'it is not there, and nothing is in its place');
    ok('settings' in settingsFrom({ ...good, isolation: 'frame' }, base, true));
    equal(invalid({ isolation: 'frame', relay: location.origin }), 'isolation');
  });
});
