import type { Words } from './words.ts';

/** What `RED.tabs.create` gives and takes, where the published types lag behind. */
interface Tabs {
  addTab(tab: { readonly id: string; readonly label: string }): void;
  activateTab(id: string): void;
  resize(): void;
}

interface CreatesTabs {
  create(options: { readonly id: string; readonly onchange: (tab: { readonly id: string }) => void }): Tabs;
}

/** Shows the parts of a dialog as tabs: the element `kore-tab-<name>` is what the tab of that name shows. */
export function prepareTabs(names: readonly string[], words: Words): void {
  const tabs = (RED.tabs as unknown as CreatesTabs).create({
    id: 'kore-tabs',
    onchange: ({ id }) => {
      $('#kore-tabs-content').children().hide();
      $(`#${id}`).show();
    },
  });
  for (const name of names) tabs.addTab({ id: `kore-tab-${name}`, label: words(`shared.tab.${name}`) });
  // Node-RED's tabs listen to the mouse alone.
  $('#kore-tabs a').on('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    tabs.activateTab(String($(event.currentTarget).attr('href')).slice(1));
  });
  // The dialog slides in: only then is its width known.
  setTimeout(() => tabs.resize(), 0);
}
