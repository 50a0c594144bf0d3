import type { EditorNodeDef } from 'node-red';
import { CANCEL_PATH } from '../cancel-call.ts';
import { TEST_HEADER } from '../nodes/kore-app/test-call.ts';
import type { SavedProps } from './dialog.ts';

/** What of a node on the canvas is used here. */
interface ShownNode {
  readonly id: string;
  readonly type: string;
  readonly status?: { readonly fill?: string; readonly text?: string };
  dirty?: boolean;
}

/** What of the editor is used here, where the published types lag behind. */
interface Canvas {
  readonly comms: { subscribe(topic: string, listener: (topic: string) => void): void };
  readonly nodes: { node(id: string): ShownNode | undefined };
  readonly view: { redraw(): void };
}

/** Progress is blue; a pause for the limit is grey, and says until when. */
function isRunning({ status }: ShownNode): boolean {
  return status?.fill === 'blue' || (status?.fill === 'grey' && /\d\d:\d\d/.test(status.text ?? ''));
}

/** A button on the node that ends what it is working on. It is there only while there is something to end. */
export function cancelButtonOf(type: string): Pick<EditorNodeDef<SavedProps>, 'button' | 'onpaletteadd'> {
  const shown = new Set<string>();
  return {
    button: {
      visible: function () {
        return isRunning(this);
      },
      onclick: function () {
        const cancelled = this._('shared.cancel.asked');
        const failed = this._('shared.cancel.failed');
        $.ajax({
          url: `${CANCEL_PATH}/${this.id}`,
          type: 'POST',
          headers: { [TEST_HEADER.name]: TEST_HEADER.value },
          contentType: 'application/json',
          data: '{}',
        }).then(
          () => void RED.notify(cancelled, { type: 'success', timeout: 2_000 }),
          () => void RED.notify(failed, 'error'),
        );
      },
    },
    onpaletteadd: function () {
      const { comms, nodes, view } = RED as unknown as Canvas;
      comms.subscribe('status/#', (topic) => {
        const node = nodes.node(topic.split('/')[1] ?? '');
        if (node?.type !== type) return;
        // The editor may hear of it after this, and draws the dot alone.
        setTimeout(() => {
          if (isRunning(node) === shown.has(node.id)) return;
          if (shown.has(node.id)) shown.delete(node.id);
          else shown.add(node.id);
          node.dirty = true;
          view.redraw();
        }, 0);
      });
    },
  };
}
