import type { Actor } from './actor.ts';
import type { By } from './approval.ts';
import type { CommitSha } from './ids.ts';

/** Somebody's word that a commit must not go out again. */
export interface BadMark extends By, Actor {
  readonly why: string;
}

/** Of some commits: those of them that are marked. */
export type BadMarks = ReadonlyMap<CommitSha, BadMark>;

/** A commit of a release that somebody marked bad. */
export interface MarkedCommit {
  readonly commit: CommitSha;
  readonly subject: string;
  readonly mark: BadMark;
}
