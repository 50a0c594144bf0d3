import { sendMigrations } from '../../send-migrations.ts';

/** Of kore-send-v2, from version 1 on. */
export const migrations = sendMigrations;
