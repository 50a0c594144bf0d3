import { sendMigrations } from '../../send-migrations.ts';

/** Of kore-send, from version 1 on. */
export const migrations = sendMigrations;
