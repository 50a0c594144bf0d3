import type { Words } from '../../editor/words.ts';
import type { TestResult } from './test-call.ts';
import { SWITCHES, TEST_HEADER, TEST_PATH, TEXTS } from './test-call.ts';

/** What jQuery gives for an answer that is no success. */
interface Refused {
  readonly status: number;
  readonly responseJSON?: Partial<TestResult>;
}

function typedValues(id: string): Record<string, unknown> {
  const field = (name: string): JQuery => $(`#node-config-input-${name}`);
  return Object.fromEntries([
    ['id', id],
    ...TEXTS.map((name) => [name, field(name).val() ?? '']),
    ...SWITCHES.map((name) => [name, field(name).is(':checked')]),
  ]) as Record<string, unknown>;
}

/** The Test button: tries what is typed in the dialog, deployed or not. */
export function prepareTestButton(id: string, words: Words): void {
  const button = $('#kore-test');
  const result = $('#kore-test-result');
  const show = (state: 'running' | 'success' | 'failure', text: string): void => {
    result.attr('class', `kore-test-${state}`).text(text).show();
    button.prop('disabled', state === 'running');
  };
  // What was found does not hold for what is typed now.
  $('#kore-tabs-content').on('input change', () => void result.hide());
  button.on('click', () => {
    show('running', words('kore-app.test.running'));
    $.ajax({
      url: TEST_PATH,
      type: 'POST',
      headers: { [TEST_HEADER.name]: TEST_HEADER.value },
      contentType: 'application/json',
      data: JSON.stringify(typedValues(id)),
    }).then(
      ({ ok, message }: TestResult) => show(ok ? 'success' : 'failure', message),
      (answer: unknown) => {
        const { status, responseJSON } = answer as Refused;
        const isForbidden = status === 401 || status === 403;
        const word = isForbidden ? 'kore-app.test.forbidden' : 'kore-app.test.noAnswer';
        show('failure', responseJSON?.message ?? words(word));
      },
    );
  });
}
