import type { MemberView } from '../../engine/snapshot.ts';
import { authorOf, FakeTalk, maya, rivera } from './fake-talk.ts';
import { open, Script, scenes } from './scenes.ts';

const rana: MemberView = { ...rivera, name: 'د. رنا سليم' };
const maha: MemberView = { ...maya, name: 'مها عبد الله' };

/** The story of `scenes.conversation` as it goes in an Arabic clinic. */
export function arabicStory(now: number): FakeTalk {
  const script = new Script(now);
  const at = script.at.bind(script);
  script
    .notice(rana, at(1, '16:02'), 'joined')
    .say(rana, at(1, '16:04'), 'مساء الخير مها، معك الدكتورة رنا. كيف كانت الليلة الأولى في البيت؟')
    .say(maha, at(1, '16:21'), 'أفضل مما توقعت. نمت نحو ست ساعات، والساق على وسادتين كما قلتِ.')
    .say(maha, at(1, '16:22'), 'على الضماد بقعة بنية صغيرة عند طرفه الأسفل، بحجم قطعة نقود. هل هذا طبيعي؟')
    .say(
      rana,
      at(1, '16:40'),
      'نعم، بقعة جافة بهذا الحجم متوقعة في اليوم الثاني. أرجو ألا تغيري الضماد بعد.\n\nاتصلي بنا في اليوم نفسه إذا:\n• صارت أكبر من راحة يدك\n• صارت حمراء أو لها رائحة\n• ارتفعت حرارتك فوق 38.5 درجة',
    )
    .say(maha, at(1, '16:47'), 'سأفعل. شكرا لك!')
    .say(maha, at(0, '9:12'), 'صباح الخير. البقعة كما هي. الألم 4 من 10 عندما أنهض، وإلا فهو 2.')
    .say(rana, at(0, '9:30'), 'هذا سير جيد. يكفي الآن إيبوبروفين 400 مغ ثلاث مرات في اليوم، مع الطعام.')
    .say(maha, at(0, '9:33'), 'ممتاز، سأكون في البيت.');
  return new FakeTalk({ ...open, lines: script.lines, self: authorOf(maha), members: [maha, rana] });
}

const labels = {
  en: ['Maya: after the knee', 'Maya: appointments', 'James: wound check', 'Ana: new inhaler'],
  ar: ['مها: بعد عملية الركبة', 'مها: المواعيد', 'سامي: فحص الجرح', 'ليلى: بخاخ جديد'],
} as const;

/** An inbox as a portal gives it. */
export const sampleRooms = (language: string) =>
  labels[language === 'ar' ? 'ar' : 'en'].map((label, i) => ({
    conversation: `${i}`.padStart(43, 'r'),
    topic: i === 1 ? 'scheduling' : 'clinical',
    label,
    unreadHint: [0, 2, 0, 1][i]!,
  }));

const storedAfterMs = 500;
const readAfterMs = 1_600;

/** What the playground shows: one of the scenes, or its Arabic sister; what is written in it is taken, and then read. */
export function sample(scene: string, language: string): FakeTalk {
  const now = new Date().setHours(11, 5, 0, 0);
  const known = Object.hasOwn(scenes, scene) ? (scene as keyof typeof scenes) : 'conversation';
  const talk = known === 'conversation' && language === 'ar' ? arabicStory(now) : scenes[known](now);
  const say = talk.say.bind(talk);
  talk.say = async (text) => {
    const key = await say(text);
    if (!talk.snapshot.connection.live) return key;
    setTimeout(() => talk.store(key), storedAfterMs);
    setTimeout(() => talk.move(key, { state: 'read' }), readAfterMs);
    return key;
  };
  talk.probe = () => talk.set({ state: 'ready', failure: null, connection: { live: true, retryAt: null } });
  return talk;
}
