import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToCart, totalCents } from '../src/cart.ts';

const shoes = { id: 1, name: 'Suede-soled shoes', priceCents: 11900 };
const fan = { id: 2, name: 'Silk fan', priceCents: 2450 };

test('the total counts every piece of every product', () => {
  const cart = [shoes, fan, fan].reduce(addToCart, [] as ReturnType<typeof addToCart>);
  assert.equal(totalCents(cart), 11900 + 2 * 2450);
});

test('an empty cart costs nothing', () => {
  assert.equal(totalCents([]), 0);
});
