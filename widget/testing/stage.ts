import { BedsideChat } from '../chat.ts';
import { define } from '../define.ts';
import { fetchSheet } from '../fetch-sheet.ts';
import { fetchSoon } from '../rare.ts';
import { defineView, layouts } from '../view.ts';
import { arabicStory, sampleRooms } from './sample.ts';
import type { SceneName } from './scenes.ts';
import { long, scenes } from './scenes.ts';

/*
 * The page that shots.ts photographs: `?scene=…&theme=…&locale=…&dir=…`. It runs under the strictest CSP that there is.
 */
const wish = new URLSearchParams(location.search);
const scene = (wish.get('scene') ?? 'conversation') as SceneName;
const now = new Date().setHours(11, 5, 0, 0);
const make = () =>
  wish.has('lines')
    ? long(Number(wish.get('lines')), now, { unread: Number(wish.get('unread')) })
    : wish.get('locale') === 'ar' && scene === 'conversation'
      ? arabicStory(now)
      : scenes[scene](now);
const talk = make();

BedsideChat.openTalk = async () => (wish.has('inbox') ? make() : talk);
await fetchSheet();
await layouts.get();
await fetchSoon();
BedsideChat.makeView = defineView();
BedsideChat.laysOut = true;
define();

if (wish.has('large')) document.documentElement.classList.add('large');
const chat = document.querySelector('bedside-chat')!;
if (wish.has('locale')) chat.locale = wish.get('locale');
if (wish.has('dir')) chat.dir = wish.get('dir')!;
if (wish.has('theme')) chat.theme = wish.get('theme');
if (wish.has('layout')) chat.layout = wish.get('layout') as 'launcher' | 'visit';
if (wish.has('templates')) {
  chat.templates = [
    {
      title: 'Wound check',
      text: 'Please write how the dressing looks today. Is it dry? Is the skin around it red or warm?',
    },
    { title: 'Before the visit', text: 'Please have your medication list and a towel at hand.' },
    { title: 'After hours', text: 'We have closed for today and will answer tomorrow morning.' },
    { title: 'تعليمات بالعربية', text: 'يرجى إبقاء الساق مرفوعة.' },
  ];
  chat.quickReplies = ['Thank you.', 'I will look into it.', 'Please call us at the front desk.'];
}
if (scene === 'bells') chat.bellWorker = '/chat-bell.js';
if (wish.has('actions'))
  for (const words of ['Flag', 'Make a task']) {
    const button = document.createElement('button');
    button.slot = 'message-actions';
    button.textContent = words;
    chat.append(button);
  }
if (wish.has('hours')) {
  chat.answerTime = '1 working day';
  const tomorrow = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[
    (new Date().getDay() + 1) % 7
  ]!;
  chat.hours = {
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    open: { [tomorrow]: ['08:00-17:00'] },
  };
}
if (wish.has('conversation')) chat.conversation = wish.get('conversation');
if (wish.has('inbox')) {
  chat.conversation = null;
  chat.getRooms = async () => sampleRooms(wish.get('locale') ?? 'en');
}
Object.assign(globalThis, { talk, chat });
