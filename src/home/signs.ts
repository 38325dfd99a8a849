import type { SlackUserId } from '../domain/ids.ts';
import type { OwnSign } from '../slack/views/home-signs.ts';
import type { SeenPlace } from './place.ts';

/** The stop signs that somebody has set up. What Cabeceo holds by itself is nobody's. */
export function signsOf(places: readonly SeenPlace[], user: SlackUserId): readonly OwnSign[] {
  const all = places.flatMap(({ app, environment, shown, stops }): readonly OwnSign[] => {
    const place = { app: app.name, environment: environment.name };
    const { lock, hold } = shown.stops;
    return [
      ...(lock ? [{ kind: 'lock', place, sign: lock } as const] : []),
      ...(hold && !hold.byItself ? [{ kind: 'hold', place, sign: hold } as const] : []),
      ...stops.freezes.map(
        ({ place: scope, freeze }) => ({ kind: 'freeze', place: scope, sign: freeze }) as const,
      ),
    ];
  });
  const own = all.filter(({ sign }) => sign.by === user);
  // A freeze stands in the way of several environments.
  return [...new Map(own.map((each) => [each.sign.id, each])).values()];
}
