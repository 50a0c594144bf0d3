import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testConnection } from '../../shared/ConnectionTest';
import { MAIN, oldNotice } from '../../shared/OldestN8n';
import { runDevices } from '../../shared/RunDevices';
import { longestPause } from '../../shared/SendProperties';

const only = (...operation: string[]) => ({ show: { operation } });

/** Calls 5 to 7 of Kore.ai: the devices of a user that get push messages. */
export class KoreManageDevices implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Kore Manage Devices',
    name: 'koreManageDevices',
    icon: { light: 'file:../../icons/kore-devices.svg', dark: 'file:../../icons/kore-devices.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ { getAll: "Get Devices", subscribe: "Subscribe Device", unsubscribe: "Unsubscribe Devices", unsubscribeAll: "Unsubscribe All Devices" }[$parameter["operation"]] }}',
    description:
      'Subscribe, list and unsubscribe the devices of a user that receive push messages of a Kore.ai bot',
    defaults: { name: 'Kore Manage Devices' },
    usableAsTool: true,
    inputs: [MAIN],
    outputs: [MAIN],
    credentials: [{ name: 'koreNotifyApi', required: true, testedBy: 'testConnection' }],
    properties: [
      ...oldNotice,
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Get Many',
            value: 'getAll',
            action: 'Get the devices of a user',
            description: 'Get the devices of a user that are subscribed, one row each',
          },
          {
            name: 'Subscribe Device',
            value: 'subscribe',
            action: 'Subscribe a device',
            description:
              'Let a device receive push messages; it must have been registered by the mobile or web SDK',
          },
          {
            name: 'Unsubscribe Devices',
            value: 'unsubscribe',
            action: 'Unsubscribe devices of a user',
            description: 'Stop push messages to some devices of a user, one row each',
          },
          {
            name: 'Unsubscribe All Devices',
            value: 'unsubscribeAll',
            action: 'Unsubscribe all devices of a user',
            description: 'Stop push messages to every device of a user',
          },
        ],
        default: 'getAll',
      },
      {
        displayName: 'User ID',
        name: 'userId',
        type: 'string',
        default: '',
        required: true,
        placeholder: 'e.g. u-1a2b3c',
        description:
          'The ID that Kore.ai gave the user: your app receives it when it exchanges its JWT for a session (the JWT grant)',
      },
      {
        displayName: 'Device ID',
        name: 'deviceId',
        type: 'string',
        displayOptions: only('subscribe', 'unsubscribe'),
        default: '',
        required: true,
        placeholder: 'e.g. the token of APNs or FCM',
        description:
          'The ID that the Kore.ai SDK registered the device with. Kore.ai posts pushes to a webhook of yours, and that calls APNs or FCM. For Unsubscribe Devices, items of the same user are combined into one call',
      },
      {
        displayName: 'OS Type',
        name: 'osType',
        type: 'options',
        displayOptions: only('subscribe', 'unsubscribe'),
        options: [
          { name: 'Android', value: 'Android' },
          { name: 'iOS', value: 'iOS' },
        ],
        default: 'Android',
        required: true,
        description: 'Operating system of the device',
      },
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add option',
        default: {},
        options: [
          {
            displayName: 'As AI Tool: Allow Unsubscribe All',
            name: 'allowToolUnsubscribeAll',
            type: 'boolean',
            default: false,
            description:
              'Whether an AI agent that uses the node as a tool may unsubscribe all devices of a user',
          },
          {
            displayName: 'Bot Language',
            name: 'botLanguage',
            type: 'string',
            default: '',
            placeholder: 'e.g. en',
            description: 'Code of the language of the bot',
          },
          longestPause('What is left then fails, with the reason rate_limited.'),
        ],
      },
    ],
  };

  methods = { credentialTest: { testConnection } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runDevices.call(this);
  }
}
