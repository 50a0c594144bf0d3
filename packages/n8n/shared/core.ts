// The one place where the palette meets the core: everything about Kore.ai comes through here, and is bundled.
export * from '@kore-notify/core';
