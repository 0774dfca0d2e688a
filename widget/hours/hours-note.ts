import { css, html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { icons } from '../icons.ts';
import { type Language, startOfDay } from '../language.ts';
import { base } from '../styles/base.ts';
import { type OpeningHours, offsetMs, openingHours, standing } from './opening-hours.ts';

const dayMs = 24 * 3600_000;
/** A timer that is longer than this waits for its end in pieces: a device may sleep meanwhile. */
const lookMsMax = 15 * 60_000;
const answerTime = /^([1-9]\d{0,2}) (minute|hour|day|working day)s?$/;

/**
 * When the team answers, and whether somebody is there now, above the text box. Times are those of the reader's clock.
 *
 * @csspart hours - The line.
 */
export class BedsideHoursNote extends LitElement {
  static override readonly styles = [
    base,
    css`
      p {
        display: flex;
        align-items: baseline;
        justify-content: center;
        gap: 0.45em;
        max-inline-size: var(--_column);
        margin-inline: auto;
        padding: calc(0.15em + 0.25em * var(--_density)) 1.5em 0;
        color: var(--_quiet);
        font-size: max(0.8125em, 12px);
        line-height: 1.45;
        text-wrap: balance;
      }
      svg {
        align-self: start;
        margin-block-start: 0.15em;
        inline-size: 1.15em;
        block-size: 1.15em;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    hours: { attribute: false },
    answers: { attribute: false },
    language: { attribute: false },
    invalid: { attribute: false },
  };
  /** What the page says: opening hours, or their JSON. */
  declare hours: unknown;
  /** Within what time the team answers: `4 hours`, `1 working day`. */
  declare answers: string | null;
  declare language: Language;
  /** Told where one of them is not as it must be: then nothing is said of it. */
  declare invalid: () => void;
  #hours: OpeningHours | null = null;
  #answers: RegExpExecArray | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('hours')) {
      this.#hours = openingHours(this.hours);
      if (this.#hours === null && this.hours != null) this.invalid();
    }
    if (changed.has('answers')) {
      this.#answers = answerTime.exec(this.answers ?? '');
      if (this.#answers === null && this.answers) this.invalid();
    }
  }

  protected override render() {
    const said = [this.#answer(), this.#standing()].filter((words) => words !== '');
    if (said.length === 0) return nothing;
    return html`<p part="hours">${icons.clock}<span>${said.join(' ')}</span></p>`;
  }

  #answer(): string {
    if (this.#answers === null) return '';
    const { language } = this;
    const [, digits, unit] = this.#answers;
    const count = Number(digits);
    const time =
      unit === 'working day'
        ? language.text('hours.working-days', { count })
        : new Intl.NumberFormat(language.locale, { style: 'unit', unit: unit!, unitDisplay: 'long' }).format(
            count,
          );
    return language.text('hours.answers', { time });
  }

  #standing(): string {
    clearTimeout(this.#timer);
    if (this.#hours === null) return '';
    const now = Date.now();
    const { open, until } = standing(this.#hours, now);
    this.#timer = setTimeout(
      () => this.requestUpdate(),
      Math.min(lookMsMax, (until ?? Number.POSITIVE_INFINITY) - now),
    );
    const { language } = this;
    if (until === null) return open ? '' : language.text('hours.closed');
    const when = this.#when(until, now, this.#hours.timeZone);
    return open ? language.text('hours.open', { when }) : language.text('hours.opens', { when });
  }

  /** As one would say it: a time of today, "tomorrow at 8:00", a weekday, a date; with the zone where it is not the clinic's. */
  #when(at: number, now: number, timeZone: string): string {
    const { language } = this;
    const { locale } = language;
    const isElsewhere = offsetMs(timeZone, at) !== offsetMs(undefined, at);
    const time = isElsewhere
      ? new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }).format(
          at,
        )
      : language.time(at);
    const days = Math.round((startOfDay(at) - startOfDay(now)) / dayMs);
    if (days === 0) return time;
    const day =
      days === 1
        ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(1, 'day')
        : new Intl.DateTimeFormat(
            locale,
            days < 7 ? { weekday: 'long' } : { weekday: 'long', month: 'long', day: 'numeric' },
          ).format(at);
    return language.text('hours.at', { day, time });
  }
}
