import type { Product } from './api.ts';
import { addToCart, totalCents, type CartLine } from './cart.ts';
import { element, one } from './element.ts';
import { price } from './format.ts';

let cart: readonly CartLine[] = [];

export function productCard(product: Product): HTMLElement {
  const add = element('button', 'button small', 'Add to cart');
  add.setAttribute('aria-label', `Add ${product.name} to the cart`);
  add.addEventListener('click', () => {
    cart = addToCart(cart, product);
    showCart();
  });
  return element(
    'article',
    'card product',
    element('h3', '', product.name),
    element('p', 'price', price(product.priceCents)),
    add,
  );
}

export function showCart(): void {
  const lines = cart.map(({ product, quantity }) =>
    element(
      'li',
      '',
      element('span', '', `${quantity} × ${product.name}`),
      element('span', '', price(product.priceCents * quantity)),
    ),
  );
  one('[data-cart]').replaceChildren(
    ...(lines.length > 0 ? lines : [element('li', 'empty', 'Nothing yet.')]),
  );
  one('[data-total]').textContent = price(totalCents(cart));
}
