/** Where the dialog of a send node asks for its preview, below Node-RED's admin root. */
export const previewPath = (type: string): string => `${type}/preview`;

/** What is typed in the dialog, as far as the text of a message depends on it. */
export interface PreviewRequest {
  readonly nodeId: string;
  /** A row or a list, as pasted; it is not saved. */
  readonly sample: string;
  readonly channel: string;
  readonly identityKey: string;
  readonly messageType: string;
  readonly message: string;
  /** The message is an object, and not a text. */
  readonly isJson: boolean;
  readonly identityField: string;
  readonly fillEach: boolean;
  readonly rowsArePlainData: boolean;
}

/** What the first recipient would read. */
export interface Preview {
  /** Names of the fields of the sample, else of the rows of the last message. */
  readonly fields: readonly string[];
  readonly identity?: string;
  readonly text?: string;
  /** Why the message cannot be sent, whoever gets it. */
  readonly messageProblem?: string;
  /** What is wrong with the message, or with the first recipient. */
  readonly problems: readonly string[];
}
