import { fetchRare } from '../rare.ts';
import { equal, ok, same } from '../testing/assert.ts';
import { afterEach, beforeEach, describe, it } from '../testing/bdd.ts';
import { scenes } from '../testing/scenes.ts';
import { clear, type Stand, settled, stand, words } from '../testing/stand.ts';
import { type OpeningHours, openingHours, standing } from './opening-hours.ts';

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
afterEach(clear);

describe('opening hours', () => {
  const clinic = (more: Partial<OpeningHours> = {}): OpeningHours => ({
    timeZone: 'America/New_York',
    open: {
      mon: ['13:00-17:00', '08:00-12:00'],
      tue: ['08:00-17:00'],
      fri: ['08:00-24:00'],
      sat: ['00:00-02:00'],
    },
    ...more,
  });
  const at = (iso: string) => Date.parse(iso);
  const stands = (iso: string, hours = clinic()) => {
    const { open, until } = standing(hours, at(iso));
    return [open, until === null ? null : new Date(until).toISOString()];
  };

  it('are those of the clinic’s own clock, in summer and in winter', () => {
    // Monday, 12 January 2026; New York is five hours behind UTC, in July four.
    same(stands('2026-01-12T12:59:00Z'), [false, '2026-01-12T13:00:00.000Z']);
    same(stands('2026-01-12T13:00:00Z'), [true, '2026-01-12T17:00:00.000Z']);
    same(stands('2026-01-12T17:30:00Z'), [false, '2026-01-12T18:00:00.000Z']);
    same(stands('2026-01-12T22:00:00Z'), [false, '2026-01-13T13:00:00.000Z']);
    same(stands('2026-07-13T12:00:00Z'), [true, '2026-07-13T16:00:00.000Z']);
  });

  it('go over midnight, and over the night in which the clocks change', () => {
    same(stands('2026-01-17T04:30:00Z'), [true, '2026-01-17T07:00:00.000Z']);
    // Clocks go forward on Sunday, 8 March 2026: Monday 8:00 is 12:00 UTC, Friday 8:00 had been 13:00 UTC.
    same(stands('2026-03-07T12:00:00Z'), [false, '2026-03-09T12:00:00.000Z']);
  });

  it('know days that are closed all the same, and say nothing of what is more than two weeks away', () => {
    same(stands('2026-01-12T14:00:00Z', clinic({ closed: ['2026-01-12'] })), [
      false,
      '2026-01-13T13:00:00.000Z',
    ]);
    same(stands('2026-01-12T14:00:00Z', clinic({ open: {} })), [false, null]);
    const always = Object.fromEntries(days.map((day) => [day, ['00:00-24:00']]));
    same(stands('2026-01-12T14:00:00Z', clinic({ open: always })), [true, null]);
  });

  it('that are not as they must be are none', () => {
    ok(openingHours(JSON.stringify(clinic())));
    ok(openingHours(clinic({ closed: ['2026-12-25'] })));
    for (const wrong of [
      '{',
      '[]',
      null,
      3,
      {},
      clinic({ timeZone: 'Mars/Olympus' }),
      clinic({ open: { mon: ['17:00-08:00'] } }),
      clinic({ open: { mon: ['8:00-17:00'] } }),
      clinic({ open: { mon: ['08:00-24:30'] } }),
      { ...clinic(), open: { monday: ['08:00-17:00'] } },
      clinic({ closed: ['25.12.2026'] }),
      { ...clinic(), closed: 'never' },
    ])
      equal(openingHours(wrong), null);
  });
});

describe('the line above the text box', () => {
  let here: Stand;
  const errors: string[] = [];
  const listen = (event: Event) => errors.push((event as CustomEvent<{ code: string }>).detail.code);
  const show = async (attributes: Record<string, string>) => {
    here = await stand(scenes.conversation(Date.now()), attributes);
    await settled(here.chat);
  };
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const weekday = (ahead: number) => days[(new Date().getDay() + ahead) % 7]!;
  beforeEach(async () => {
    errors.length = 0;
    document.addEventListener('bedside-error', listen);
    await fetchRare('bedside-hours-note');
  });
  afterEach(() => document.removeEventListener('bedside-error', listen));

  it('says in the reader’s language within what time the team answers', async () => {
    await show({ 'answer-time': '1 working day' });
    ok(words(here.chat).includes('The team answers within 1 working day.'));
    here.chat.answerTime = '4 hours';
    await settled(here.chat);
    ok(words(here.chat).includes('The team answers within 4 hours.'));
    here.chat.answerTime = null;
    await settled(here.chat);
    ok(!words(here.chat).includes('The team answers'));
  });

  it('says when it opens, and until when it is open', async () => {
    await show({ hours: JSON.stringify({ timeZone, open: { [weekday(1)]: ['08:00-17:00'] } }) });
    ok(/Closed now\. Opens tomorrow at 8:00\sAM\./.test(words(here.chat)), words(here.chat).slice(-200));
    here.chat.hours = { timeZone, open: { [weekday(3)]: ['08:00-17:00'] } };
    await settled(here.chat);
    ok(/Opens \w+day at 8:00\sAM\./.test(words(here.chat)));
    here.chat.hours = { timeZone, open: { [weekday(0)]: ['00:00-24:00'], [weekday(1)]: ['00:00-09:30'] } };
    await settled(here.chat);
    ok(/Open now, until tomorrow at 9:30\sAM\./.test(words(here.chat)));
    here.chat.hours = { timeZone, open: {} };
    await settled(here.chat);
    ok(words(here.chat).includes('Closed now.'));
    same(errors, []);
  });

  it('tells a reader elsewhere by the reader’s clock, and says whose it is', async () => {
    const elsewhere = timeZone === 'Asia/Tokyo' ? 'America/New_York' : 'Asia/Tokyo';
    const all = Object.fromEntries(days.map((day) => [day, ['09:00-09:01']]));
    await show({ hours: JSON.stringify({ timeZone: elsewhere, open: all }) });
    ok(/\d (UTC|GMT|[A-Z]{2,4})/.test(words(here.chat)), words(here.chat).slice(-200));
  });

  it('is not there where a setting is wrong: an error says so, and the conversation goes on', async () => {
    await show({ hours: '{"timeZone": "Mars"}', 'answer-time': 'soon' });
    same(errors, ['setting-invalid', 'setting-invalid']);
    equal(here.chat.state, 'ready');
    ok(!words(here.chat).includes('now'));
  });
});
