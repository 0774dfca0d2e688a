// What this practice often writes: at hand beside the text box, and one press for the shortest.
const chat = document.querySelector('bedside-chat');
chat.templates = [
  {
    title: 'Readings before the visit',
    text: 'Please measure your blood pressure in the morning and in the evening for three days before the visit, and send me the numbers here.',
  },
  { title: 'Medicine at hand', text: 'Please have your medicine bottles within reach when we talk.' },
  {
    title: 'When to call',
    text: 'If you feel dizzy, have chest pain or a reading above 180/110, do not wait for an answer here: call 911.',
  },
];
chat.quickReplies = ['Thank you, that helps.', 'I will look into it.'];
