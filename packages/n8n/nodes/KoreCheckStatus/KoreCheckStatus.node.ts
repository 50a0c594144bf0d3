import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testConnection } from '../../shared/ConnectionTest';
import { MAIN, oldNotice } from '../../shared/OldestN8n';
import { runStatus } from '../../shared/RunStatus';
import { longestPause } from '../../shared/SendProperties';

const onlyWaiting = { show: { '/operation': ['wait'] } };

/** Calls 3 and 4 of Kore.ai: what became of notifications. */
export class KoreCheckStatus implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Kore Check Status',
    name: 'koreCheckStatus',
    icon: { light: 'file:../../icons/kore-status.svg', dark: 'file:../../icons/kore-status.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{ $parameter["operation"] === "wait" ? "Wait for Final Status" : "Get" }}',
    description:
      'Tell what became of Kore.ai notifications that were sent before: who got them, who did not and why, and which still run',
    defaults: { name: 'Kore Check Status' },
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
            name: 'Get',
            value: 'get',
            action: 'Get the status of notifications',
            description: 'Ask once what became of notifications that were sent before',
          },
          {
            name: 'Wait for Final Status',
            value: 'wait',
            action: 'Wait for the final status of notifications',
            description:
              'Ask again until every job has ended. For waits of more than a few minutes use Get with a Wait node and an IF: they survive a restart.',
          },
        ],
        default: 'get',
      },
      {
        displayName: 'Request IDs',
        name: 'requests',
        type: 'string',
        default: '={{ ($json.notification ?? $json).requestId }}',
        required: true,
        placeholder: 'e.g. ds-…',
        description:
          'The request ID that a send answered with, several of them, or the rows of a send. Each ID is asked for once, however many items with the same options name it; rows without one were never accepted and are passed over.',
      },
      {
        displayName: 'Sent With',
        name: 'api',
        type: 'options',
        options: [
          { name: 'Send Notification (V1)', value: 'v1' },
          { name: 'Send Notification V2', value: 'v2' },
          {
            name: 'Detect From Input Item',
            value: 'item',
            description: 'The field api of a row of a send; V2 if there is none',
          },
        ],
        default: 'item',
        description: 'Which node sent it: the platform keeps the two apart',
      },
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add option',
        default: {},
        options: [
          {
            displayName: 'Include Input Fields',
            name: 'includeInputFields',
            type: 'boolean',
            displayOptions: { show: { output: ['recipient'] } },
            default: true,
            description:
              'Whether a row of a recipient keeps the fields of its input item, with the result under notification',
          },
          longestPause(
            'Jobs that were not looked at until then say so, with the reason rate_limited. A wait for delivery ends by its own timeout.',
          ),
          {
            displayName: 'Poll Interval (Seconds)',
            name: 'firstIntervalSeconds',
            type: 'number',
            displayOptions: onlyWaiting,
            typeOptions: { minValue: 1 },
            default: 2,
            description:
              'How long to wait after the first look, which is at once; later looks are up to 30 s apart',
          },
          {
            displayName: 'Output',
            name: 'output',
            type: 'options',
            options: [
              { name: 'One Row per Recipient', value: 'recipient' },
              { name: 'One Row per Request', value: 'request' },
            ],
            default: 'request',
            description:
              'What a row of the output stands for. On the error output there is one for each person.',
          },
          {
            displayName: 'Wait Timeout (Seconds)',
            name: 'waitTimeoutSeconds',
            type: 'number',
            displayOptions: onlyWaiting,
            typeOptions: { minValue: 1 },
            default: 300,
            description:
              'After this the rows of jobs that still run have isFinal false; give them to another Check Status',
          },
        ] satisfies INodeTypeDescription['properties'],
      },
    ],
  };

  methods = { credentialTest: { testConnection } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runStatus.call(this);
  }
}
