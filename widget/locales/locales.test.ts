import { Language, languages } from '../language.ts';
import { equal, ok, same } from '../testing/assert.ts';
import { describe, it } from '../testing/bdd.ts';
import { ar } from './ar.ts';
import { en, enErrors, type Plural, type Translation } from './en.ts';
import { enErrorsMore, enMore } from './en-more.ts';
import { es } from './es.ts';
import { fil } from './fil.ts';
import { vi } from './vi.ts';
import { zhHans } from './zh-Hans.ts';

const translations: Readonly<Record<string, Translation>> = { ar, es, fil, vi, 'zh-Hans': zhHans };

/** Texts that are the same as in English, and rightly so. */
const asInEnglish: Readonly<Record<string, readonly string[]>> = {
  ar: ['message.from'],
  es: ['message.from'],
  fil: [
    'message.from',
    'role.interpreter',
    'sheet.device',
    'sheet.devices',
    'vault.way-code',
    'vault.way-passkey',
  ],
  vi: ['message.from'],
  'zh-Hans': [],
};

type Table = Readonly<Record<string, string | Plural>>;
const formsOf = (entry: string | Plural): readonly (readonly [rule: string, form: string])[] =>
  typeof entry === 'string' ? [['', entry]] : Object.entries(entry);
const holesOf = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join(' ');
/** In Arabic and others "one message" needs no digit; everywhere else a number that is not said is a bug. */
const mayKeepTheNumber = (rule: string): boolean => ['zero', 'one', 'two'].includes(rule);

describe('locales', () => {
  it('are the ones that the widget offers', () => {
    same([...languages].sort(), ['en', ...Object.keys(translations)].sort());
  });

  for (const [tag, { words, errors }] of Object.entries(translations)) {
    const tables: readonly (readonly [Table, Table])[] = [
      [{ ...en, ...enMore }, words as Table],
      [{ ...enErrors, ...enErrorsMore } as Table, errors as Table],
    ];
    /** What `judge` finds wrong with a key's translation, by key. */
    const wrong = (judge: (english: string | Plural, own: string | Plural) => boolean): string[] =>
      tables.flatMap(([english, own]) =>
        Object.keys(english).filter((key) => own[key] !== undefined && judge(english[key]!, own[key])),
      );

    describe(tag, () => {
      it('has every key of the English table and no other', () => {
        for (const [english, own] of tables) {
          same(
            Object.keys(english).filter((key) => !own[key]),
            [],
            'missing',
          );
          same(
            Object.keys(own).filter((key) => !(key in english)),
            [],
            'too many',
          );
        }
      });

      it('has the same holes in every form', () => {
        same(
          wrong((english, own) => {
            const holes = holesOf(formsOf(english).at(-1)![1]);
            return formsOf(own).some(
              ([rule, form]) => holesOf(form) !== holes && !(mayKeepTheNumber(rule) && holesOf(form) === ''),
            );
          }),
          [],
        );
      });

      it('has a form for each plural category of the language, and none besides', () => {
        const rules = [...new Intl.PluralRules(tag).resolvedOptions().pluralCategories].sort().join();
        same(
          wrong(
            (english, own) =>
              typeof english !== typeof own ||
              (typeof own !== 'string' && Object.keys(own).sort().join() !== rules),
          ),
          [],
          rules,
        );
      });

      it('leaves nothing in English', () => {
        same(
          wrong((english, own) => {
            const theirs = new Set(formsOf(english).map(([, form]) => form));
            return formsOf(own).some(([, form]) => theirs.has(form));
          }).filter((key) => !asInEnglish[tag]!.includes(key)),
          [],
        );
      });

      it('writes as the language is written', () => {
        const script = { ar: 'Arabic', 'zh-Hans': 'Han' }[tag] ?? 'Latin';
        const letters = new RegExp(`\\p{Script=${script}}`, 'u');
        same(
          wrong((_, own) =>
            formsOf(own).some(
              ([, form]) =>
                form !== form.trim() ||
                form !== form.normalize('NFC') ||
                /\.\.\.|'| {2}/.test(form) ||
                !letters.test(form.replace(/\{\w+\}/g, 'a文ع')),
            ),
          ),
          [],
        );
      });
    });
  }

  it('say a number in each of the six ways of Arabic', async () => {
    const { fetchWords } = await import('../language.ts');
    await fetchWords('ar');
    const arabic = new Language(['ar']);
    equal(arabic.direction, 'rtl');
    equal(arabic.text('jump.new', { count: 1 }), 'رسالة جديدة واحدة');
    equal(arabic.text('jump.new', { count: 2 }), 'رسالتان جديدتان');
    ok(arabic.text('jump.new', { count: 3 }).endsWith('رسائل جديدة'));
    ok(arabic.text('sheet.devices', { count: 11 }).endsWith('جهازًا'));
    ok(arabic.text('sheet.devices', { count: 100 }).endsWith('جهاز'));
  });
});
