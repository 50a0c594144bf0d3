/** Where the button on a node calls, below Node-RED's admin root; the id of the node follows. */
export const CANCEL_PATH = 'kore-notify/cancel';
