const one =
  '(?:[0-9#*]\\uFE0F?\\u20E3|\\p{Regional_Indicator}{2}|\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})?(?:[\\u{E0020}-\\u{E007E}]+\\u{E007F})?)';
const joined = `${one}(?:\\u200D${one})*`;
const single = new RegExp(`^${joined}$`, 'u');
const few = new RegExp(`^(?:${joined}\\s?){1,3}$`, 'u');

/** True for one emoji as a person sees it (PROTOCOL.md §5.2). */
export const isEmoji = (text: string): boolean => single.test(text);

/** True for one to three emoji and nothing else. Long texts are not looked at. */
export const isEmojiOnly = (text: string): boolean => text.length <= 120 && few.test(text);
