import type { EditorRED } from 'node-red';

declare global {
  /** Node-RED's editor, as the browser has it. */
  const RED: EditorRED;
}
