import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { HealthModel, type ListedInstrument } from '@tenor/margin-engine';

/** A health model and the last place in the journal that it has seen. */
export interface SavedHealth {
  readonly model: HealthModel;
  readonly engineSeq: number;
}

/** Keeps a health model, so that a restart need not read the whole history. Replaces the file as a whole. */
export function saveHealth(path: string, { model, engineSeq }: SavedHealth): void {
  writeFileSync(`${path}.part`, JSON.stringify({ engineSeq, model: model.serialize() }));
  renameSync(`${path}.part`, path);
}

/**
 * The kept model, or an empty one where there is none that can be read or it knows of commands that this journal does
 * not have. It is derived data: the history makes it again.
 */
export function loadHealth(path: string, instruments: readonly ListedInstrument[], lastSeq: number): SavedHealth {
  try {
    const { engineSeq, model } = JSON.parse(readFileSync(path, 'utf8')) as { engineSeq: number; model: string };
    if (engineSeq <= lastSeq) return { model: new HealthModel(instruments, model), engineSeq };
  } catch {
    // Made again below.
  }
  return { model: new HealthModel(instruments), engineSeq: 0 };
}
