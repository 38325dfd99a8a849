import './style.css';
import { fetchList } from './api.ts';
import { element, one } from './element.ts';
import { classCard, milongaRow } from './programme.ts';
import { productCard, showCart } from './shop.ts';

const version = one('[data-version]');
version.textContent = import.meta.env.VITE_COMMIT.slice(0, 7);
version.title = import.meta.env.VITE_COMMIT;

showCart();
void show('classes', classCard);
void show('milongas', milongaRow);
void show('products', productCard);

async function show<Name extends 'classes' | 'milongas' | 'products'>(
  name: Name,
  card: (item: Awaited<ReturnType<typeof fetchList<Name>>>[number]) => HTMLElement,
): Promise<void> {
  const list = one(`[data-list=${name}]`);
  try {
    const items = await fetchList(name);
    list.replaceChildren(...items.map(card));
  } catch {
    list.replaceChildren(
      element('p', 'notice', 'We cannot reach the programme right now. Please try again in a minute.'),
    );
  }
}
