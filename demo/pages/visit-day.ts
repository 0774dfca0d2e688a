const as = (date: Date, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', options).format(date);

/** The demo's visit: always on the next working day but one, at 10:30, so that the pages never look old. */
export function visitDay() {
  const day = new Date();
  for (let left = 2; left > 0; ) {
    day.setDate(day.getDate() + 1);
    if (day.getDay() % 6 !== 0) left--;
  }
  day.setHours(10, 30, 0, 0);
  return {
    iso: day.toISOString(),
    date: as(day, { weekday: 'long', month: 'long', day: 'numeric' }),
    time: as(day, { hour: 'numeric', minute: '2-digit' }),
    short: as(day, { weekday: 'short', hour: 'numeric', minute: '2-digit' }),
  };
}

/** "Nov 9": the date so many days ago. */
export function daysAgo(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() - days);
  return as(day, { month: 'short', day: 'numeric' });
}
