import type { Actor } from './actor.ts';
import type { By } from './approval.ts';

/** Somebody's word that a commit must not go out again. */
export interface BadMark extends By, Actor {
  readonly why: string;
}
