import type { ImageElement } from '@slack/types';
import { isSafeUrl } from '../text/tree.ts';

export function ImageView({ image, class: name }: { readonly image: ImageElement; readonly class: string }) {
  const url = 'image_url' in image ? image.image_url : undefined;
  if (url === undefined || !isSafeUrl(url)) return <span class="unknown-block">{image.alt_text}</span>;
  return <img class={name} src={url} alt={image.alt_text} loading="lazy" referrerpolicy="no-referrer" />;
}
