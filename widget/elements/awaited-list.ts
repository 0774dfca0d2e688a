import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Language } from '../language.ts';
import { avatar } from './avatar.ts';

/** Who never came and can read this when they do, and what is wrong with the portal's list of them; nothing where there is neither. */
export function awaitedList(
  { awaited, rosterProblem }: Snapshot,
  language: Language,
): TemplateResult | typeof nothing {
  if (rosterProblem) return html`<p class="about roster">${language.error(rosterProblem)}</p>`;
  if (!awaited?.length) return nothing;
  return html`<h3>${language.text('sheet.awaited')}</h3>
    <p class="about awaited">${language.text('sheet.awaited-about')}</p>
    <ul>${awaited.map(
      (one) => html`<li class="member">
        ${avatar(one)}
        <div><p class="name"><b dir="auto">${one.name || language.text('sheet.awaited-unnamed')}</b></p></div>
      </li>`,
    )}</ul>`;
}
