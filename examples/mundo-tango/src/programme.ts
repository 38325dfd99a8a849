import type { Milonga, TangoClass } from './api.ts';
import { element } from './element.ts';
import { clock } from './format.ts';

export function classCard(item: TangoClass): HTMLElement {
  return element(
    'article',
    'card',
    element('p', 'when', `${item.weekday} · ${clock(item.startsAt)}`),
    element('h3', '', item.title),
    element('p', 'who', `with ${item.teacher}`),
    element('p', 'fine', element('span', 'tag', item.level ?? 'All levels'), `${item.seats} places`),
  );
}

export function milongaRow(item: Milonga): HTMLElement {
  return element(
    'li',
    'night',
    element('span', 'when', `${item.weekday} · ${clock(item.startsAt)}`),
    element('strong', '', item.name),
    element('span', 'who', `${item.place}, ${item.orchestra}`),
  );
}
