// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- it declares a module, and so cannot be imported
/// <reference path="../../packages/node-red/test/node-red-node-test-helper.d.ts" />
