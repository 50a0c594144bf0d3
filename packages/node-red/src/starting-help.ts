import { type Api, CHANNELS, SAMPLES } from '@kore-notify/core';

/** What a dialog shows to start from. It comes from the runtime, since the core stays out of the browser. */
export interface StartingHelp {
  readonly channels: readonly {
    readonly name: string;
    /** Field of a row that holds the identity, if no other is named. */
    readonly identityKey: string;
  }[];
  readonly samples: readonly {
    /** Absent for all channels that have none of their own. */
    readonly channel?: string;
    readonly messageType: string;
    readonly message: string;
  }[];
}

/** The help for one send call. */
export function startingHelpOf(api: Api): StartingHelp {
  return {
    channels: CHANNELS.filter(({ apis }) => apis.includes(api)).map(({ name, identityKey }) => ({
      name,
      identityKey,
    })),
    samples: SAMPLES.filter((sample) => sample.api === api).map(({ channel, messageType, message }) => ({
      ...(channel === undefined ? {} : { channel }),
      messageType,
      message,
    })),
  };
}
