/** What a launcher's button says to the ear of messages that wait, as the tables of locales/ have it: those are not there beside a frame. */
export const unreadForms: Readonly<Record<string, Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>> = {
  en: { one: '{count} new message', other: '{count} new messages' },
  es: {
    one: '{count} mensaje nuevo',
    many: '{count} de mensajes nuevos',
    other: '{count} mensajes nuevos',
  },
  zh: { other: '{count} 条新消息' },
  vi: { other: '{count} tin nhắn mới' },
  fil: { one: '{count} bagong mensahe', other: '{count} bagong mensahe' },
  ar: {
    zero: 'لا رسائل جديدة',
    one: 'رسالة جديدة واحدة',
    two: 'رسالتان جديدتان',
    few: '{count} رسائل جديدة',
    many: '{count} رسالة جديدة',
    other: '{count} رسالة جديدة',
  },
};

/** `tag`: one of the shell's languages. */
export function unreadWords(tag: string, count: number): string {
  const forms = unreadForms[tag]!;
  const form = forms[new Intl.PluralRules(tag).select(count)] ?? forms.other!;
  return form.replace('{count}', new Intl.NumberFormat(tag).format(count));
}
