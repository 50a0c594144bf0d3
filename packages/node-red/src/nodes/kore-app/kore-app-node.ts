import type { Node } from 'node-red';
import type { AppClient, AppCredentials } from '../../app-client.ts';
import type { SavedConfig } from '../../config-version.ts';

/** Config node: one bot of one app, and the client that all nodes using it share. */
export interface KoreAppNode extends Node<AppCredentials> {
  /** What was deployed, with environment variables filled in. */
  deployed: SavedConfig;
  /** The client of the app, created on first use. @throws Error if the configuration is not valid */
  open(): AppClient;
}
