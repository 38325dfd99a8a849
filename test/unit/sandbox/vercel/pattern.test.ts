import { describe, expect, it } from 'vitest';
import { fillDestination, matchSource } from '../../../../sandbox/vercel/pattern.ts';

describe('a source', () => {
  it.each([
    ['/(.*)', '/anything/at/all', { 1: 'anything/at/all' }],
    ['/(.*)', '/', { 1: '' }],
    ['/api/:path*', '/api/classes/7', { path: 'classes/7' }],
    ['/api/:path*', '/api', { path: '' }],
    ['/classes/:id', '/classes/7', { id: '7' }],
    ['/classes/:id', '/classes/7/8', undefined],
    ['/version.json', '/version.json', {}],
    ['/version.json', '/versionxjson', undefined],
  ])('%s against %s', (source, path, expected) => {
    const found = matchSource(source, path);
    expect(found && Object.fromEntries(found)).toEqual(expected);
  });
});

describe('a destination', () => {
  it.each([
    ['https://api.example:8080/api/:path*', { path: 'classes/7' }, 'https://api.example:8080/api/classes/7'],
    ['/index.html', { 1: 'x' }, '/index.html'],
    ['/old/$1', { 1: 'x' }, '/old/x'],
  ])('%s', (destination, found, expected) => {
    expect(fillDestination(destination, new Map(Object.entries(found)))).toBe(expected);
  });
});
