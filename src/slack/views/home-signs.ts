import type { Button, KnownBlock } from '@slack/types';
import { everything, type Freeze, type Hold, type Lock, scopeOf, type StopPlace } from '../../domain/stop.ts';
import { section } from './blocks.ts';
import { escape } from './escape.ts';
import { moment } from './format.ts';
import { releaseButton, unfreezeButton, unlockButton } from './stop-buttons.ts';
import { because, endOf, placeOf } from './stop-words.ts';

/** A stop sign that the reader has set up. */
export type OwnSign = { readonly place: StopPlace } & (
  | { readonly kind: 'lock'; readonly sign: Lock }
  | { readonly kind: 'hold'; readonly sign: Hold }
  | { readonly kind: 'freeze'; readonly sign: Freeze }
);

/** With the button that takes it away. */
export function signBlock(own: OwnSign, now: number): KnownBlock {
  const { place, sign } = own;
  const end = own.kind === 'lock' ? [endOf(own.sign, now)] : [];
  const facts = [...appOf(place), `since ${moment(sign.at)}`, ...end].join(' · ');
  return { ...section([`🔒 ${whatYouDid(own)}${because(sign)}`, facts]), accessory: wayOut(own) };
}

function whatYouDid({ kind, place }: OwnSign): string {
  switch (kind) {
    case 'lock':
      return `You have locked ${placeOf(place)}`;
    case 'hold':
      return `You have put ${placeOf(place)} on hold`;
    case 'freeze':
      return `You have frozen ${placeOf(place)}`;
  }
}

function wayOut({ kind, place, sign: { id: stop } }: OwnSign): Button {
  const sign = { ...place, stop };
  switch (kind) {
    case 'lock':
      return unlockButton(sign);
    case 'hold':
      return releaseButton(sign);
    case 'freeze':
      return unfreezeButton(sign, scopeOf(place));
  }
}

function appOf({ app }: StopPlace): readonly string[] {
  return app === everything ? [] : [escape(app, 60)];
}
