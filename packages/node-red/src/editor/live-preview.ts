import { TEST_HEADER } from '../nodes/kore-app/test-call.ts';
import { type Preview, previewPath, type PreviewRequest } from '../preview-call.ts';
import type { MessageField } from './message-field.ts';
import type { Words } from './words.ts';

const PAUSE_MS = 300;
const sample = (): JQuery => $('#kore-sample');
const picker = (): JQuery => $('#kore-insert-field');

/** What is chosen or typed in a field of the dialog; undefined if the flow gives it. */
function typedIn(name: string): string | undefined {
  const input = $(`#node-input-${name}`);
  return ['choice', 'str'].includes(input.typedInput('type')) ? input.typedInput('value') : undefined;
}

function requestOf(nodeId: string, message: string): PreviewRequest | undefined {
  const source = $('#kore-message-expression').typedInput('type');
  const channel = typedIn('channel');
  const messageType = typedIn('messageType');
  const isOther = channel === 'other';
  const name = isOther ? typedIn('otherChannel') : channel;
  if (name === undefined || messageType === undefined || !['str', 'json'].includes(source)) return undefined;
  return {
    nodeId,
    sample: String(sample().val()),
    channel: name,
    identityKey: isOther ? (typedIn('identityKey') ?? '') : '',
    messageType,
    message,
    isJson: source === 'json',
    identityField: typedIn('identityField') ?? '',
    fillEach: $('#node-input-fillEach').is(':checked'),
    rowsArePlainData: $('#node-input-rowsArePlainData').is(':checked'),
  };
}

function showPreview({ identity, text, problems }: Preview): void {
  $('#kore-preview-to').text(identity ?? '');
  $('#kore-preview-text')
    .text(text ?? '')
    .toggle(text !== undefined);
  $('#kore-preview-problems')
    .text(problems.join('\n'))
    .toggle(problems.length > 0);
}

function offerFields(fields: readonly string[], words: Words): void {
  const first = $('<option>').attr('value', '').text(words('shared.button.field'));
  picker()
    .empty()
    .append(first, ...fields.map((name) => $('<option>').attr('value', name).text(`{${name}}`)))
    .prop('disabled', fields.length === 0);
}

/** What is to be asked soon, of the dialog that is open. */
let timer: ReturnType<typeof setTimeout> | undefined;
/** Fields that are taken away with the dialog change once more. */
let isClosed = true;

/** The dialog is closed: nothing is asked for it any more. */
export function closeLivePreview(): void {
  isClosed = true;
  clearTimeout(timer);
}

/** The picker of placeholders, and what the first recipient of a pasted sample would read. */
export function prepareLivePreview(
  { id, type }: { readonly id: string; readonly type: string },
  { typed, onChange: onMessageChange, showProblem }: MessageField,
  words: Words,
): void {
  let asked = 0;
  const ask = (): void => {
    const request = requestOf(id, typed.get());
    const isPossible = request !== undefined;
    $('#kore-preview-impossible').toggle(!isPossible);
    if (!isPossible) {
      showPreview({ fields: [], problems: [] });
      showProblem(undefined);
      return;
    }
    const mine = ++asked;
    $.ajax({
      url: previewPath(type),
      type: 'POST',
      headers: { [TEST_HEADER.name]: TEST_HEADER.value },
      contentType: 'application/json',
      data: JSON.stringify(request),
    }).then(
      (preview: Preview) => {
        // An older answer may come later, also after the dialog is closed.
        if (mine !== asked || sample().length === 0) return;
        offerFields(preview.fields, words);
        showPreview(preview);
        showProblem(preview.messageProblem);
      },
      () => undefined,
    );
  };
  isClosed = false;
  const askSoon = (): void => {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(ask, PAUSE_MS);
  };
  picker().on('change', () => {
    const name = String(picker().val());
    if (name !== '') typed.insert(`{${name}}`);
    picker().val('');
  });
  sample().on('input', askSoon);
  $(
    '#node-input-channel, #node-input-messageType, #node-input-identityField, #node-input-fillEach, #node-input-rowsArePlainData',
  ).on('change', askSoon);
  onMessageChange(askSoon);
  offerFields([], words);
  ask();
}
