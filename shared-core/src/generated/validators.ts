// DO NOT EDIT. Generated from schemas/ by scripts/generate.mjs; `npm run generate` writes it anew.
// @ts-nocheck
import type { Validator } from '../validation/validator.ts';
var __getOwnPropNames = Object.getOwnPropertyNames;
var __commonJS = (cb, mod) =>
  function __require() {
    try {
      return (mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports);
    } catch (e) {
      throw ((mod = 0), e);
    }
  };

// ../node_modules/ajv/dist/runtime/ucs2length.js
var require_ucs2length = __commonJS({
  '../node_modules/ajv/dist/runtime/ucs2length.js'(exports) {
    'use strict';
    Object.defineProperty(exports, '__esModule', { value: true });
    function ucs2length(str) {
      const len = str.length;
      let length = 0;
      let pos = 0;
      let value;
      while (pos < len) {
        length++;
        value = str.charCodeAt(pos++);
        if (value >= 55296 && value <= 56319 && pos < len) {
          value = str.charCodeAt(pos);
          if ((value & 64512) === 56320) pos++;
        }
      }
      return length;
    }
    exports.default = ucs2length;
  },
});

// <stdin>
var validateSendRequest = validate52;
var schema19 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://example.org/kore-notify/schemas/send.request.schema.json',
  title: 'SendRequest',
  description: 'Body of call 1, Send Notification (V1): POST /api/public/bot/{botId}/notify.',
  type: 'object',
  properties: {
    channel: {
      type: 'string',
      minLength: 1,
      description: 'Channel that carries the notification: msteams or slack. Others are not documented.',
    },
    userIdentityType: {
      const: 'resolve',
      default: 'resolve',
      description: "The platform resolves each identity to the channel's own one.",
    },
    message: {
      type: 'object',
      properties: {
        type: {
          enum: ['text', 'script'],
          description:
            'text is sent as it is; script is JavaScript that the platform runs, and whose printed JSON is the message.',
        },
        val: { type: 'string', description: 'Text or script.', minLength: 1 },
      },
      required: ['type', 'val'],
      additionalProperties: false,
      description: 'The message, the same for every recipient.',
    },
    identities: {
      type: 'array',
      minItems: 1,
      maxItems: 1e3,
      items: { $ref: '#/$defs/identity' },
      description: 'Recipients, e-mail addresses as a rule.',
    },
  },
  required: ['channel', 'userIdentityType', 'message', 'identities'],
  additionalProperties: false,
  $defs: { identity: { type: 'string', description: 'One recipient.', minLength: 1, pattern: '\\S' } },
  examples: [
    {
      channel: 'msteams',
      userIdentityType: 'resolve',
      message: { type: 'text', val: 'Please reset your password.' },
      identities: ['ann@example.com'],
    },
  ],
};
var func1 = require_ucs2length().default;
var pattern3 = new RegExp('\\S', 'u');
function validate53(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate53.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (typeof data === 'string') {
    if (func1(data) < 1) {
      const err0 = {
        instancePath,
        schemaPath: '#/minLength',
        keyword: 'minLength',
        params: { limit: 1 },
        message: 'must NOT have fewer than 1 characters',
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (!pattern3.test(data)) {
      const err1 = {
        instancePath,
        schemaPath: '#/pattern',
        keyword: 'pattern',
        params: { pattern: '\\S' },
        message: 'must match pattern "\\S"',
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'string' },
      message: 'must be string',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate53.errors = vErrors;
  return errors === 0;
}
validate53.evaluated = { dynamicProps: false, dynamicItems: false };
function validate52(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate52.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.channel === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'channel' },
        message: "must have required property 'channel'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.userIdentityType === void 0) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'userIdentityType' },
        message: "must have required property 'userIdentityType'",
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data.message === void 0) {
      const err2 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'message' },
        message: "must have required property 'message'",
      };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    if (data.identities === void 0) {
      const err3 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'identities' },
        message: "must have required property 'identities'",
      };
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(
        key0 === 'channel' ||
        key0 === 'userIdentityType' ||
        key0 === 'message' ||
        key0 === 'identities'
      )) {
        const err4 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.channel !== void 0) {
      let data0 = data.channel;
      if (typeof data0 === 'string') {
        if (func1(data0) < 1) {
          const err5 = {
            instancePath: instancePath + '/channel',
            schemaPath: '#/properties/channel/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err5];
          } else {
            vErrors.push(err5);
          }
          errors++;
        }
      } else {
        const err6 = {
          instancePath: instancePath + '/channel',
          schemaPath: '#/properties/channel/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.userIdentityType !== void 0) {
      if ('resolve' !== data.userIdentityType) {
        const err7 = {
          instancePath: instancePath + '/userIdentityType',
          schemaPath: '#/properties/userIdentityType/const',
          keyword: 'const',
          params: { allowedValue: 'resolve' },
          message: 'must be equal to constant',
        };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    if (data.message !== void 0) {
      let data2 = data.message;
      if (data2 && typeof data2 == 'object' && !Array.isArray(data2)) {
        if (data2.type === void 0) {
          const err8 = {
            instancePath: instancePath + '/message',
            schemaPath: '#/properties/message/required',
            keyword: 'required',
            params: { missingProperty: 'type' },
            message: "must have required property 'type'",
          };
          if (vErrors === null) {
            vErrors = [err8];
          } else {
            vErrors.push(err8);
          }
          errors++;
        }
        if (data2.val === void 0) {
          const err9 = {
            instancePath: instancePath + '/message',
            schemaPath: '#/properties/message/required',
            keyword: 'required',
            params: { missingProperty: 'val' },
            message: "must have required property 'val'",
          };
          if (vErrors === null) {
            vErrors = [err9];
          } else {
            vErrors.push(err9);
          }
          errors++;
        }
        for (const key1 in data2) {
          if (!(key1 === 'type' || key1 === 'val')) {
            const err10 = {
              instancePath: instancePath + '/message',
              schemaPath: '#/properties/message/additionalProperties',
              keyword: 'additionalProperties',
              params: { additionalProperty: key1 },
              message: 'must NOT have additional properties',
            };
            if (vErrors === null) {
              vErrors = [err10];
            } else {
              vErrors.push(err10);
            }
            errors++;
          }
        }
        if (data2.type !== void 0) {
          let data3 = data2.type;
          if (!(data3 === 'text' || data3 === 'script')) {
            const err11 = {
              instancePath: instancePath + '/message/type',
              schemaPath: '#/properties/message/properties/type/enum',
              keyword: 'enum',
              params: { allowedValues: schema19.properties.message.properties.type.enum },
              message: 'must be equal to one of the allowed values',
            };
            if (vErrors === null) {
              vErrors = [err11];
            } else {
              vErrors.push(err11);
            }
            errors++;
          }
        }
        if (data2.val !== void 0) {
          let data4 = data2.val;
          if (typeof data4 === 'string') {
            if (func1(data4) < 1) {
              const err12 = {
                instancePath: instancePath + '/message/val',
                schemaPath: '#/properties/message/properties/val/minLength',
                keyword: 'minLength',
                params: { limit: 1 },
                message: 'must NOT have fewer than 1 characters',
              };
              if (vErrors === null) {
                vErrors = [err12];
              } else {
                vErrors.push(err12);
              }
              errors++;
            }
          } else {
            const err13 = {
              instancePath: instancePath + '/message/val',
              schemaPath: '#/properties/message/properties/val/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            };
            if (vErrors === null) {
              vErrors = [err13];
            } else {
              vErrors.push(err13);
            }
            errors++;
          }
        }
      } else {
        const err14 = {
          instancePath: instancePath + '/message',
          schemaPath: '#/properties/message/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        };
        if (vErrors === null) {
          vErrors = [err14];
        } else {
          vErrors.push(err14);
        }
        errors++;
      }
    }
    if (data.identities !== void 0) {
      let data5 = data.identities;
      if (Array.isArray(data5)) {
        if (data5.length > 1e3) {
          const err15 = {
            instancePath: instancePath + '/identities',
            schemaPath: '#/properties/identities/maxItems',
            keyword: 'maxItems',
            params: { limit: 1e3 },
            message: 'must NOT have more than 1000 items',
          };
          if (vErrors === null) {
            vErrors = [err15];
          } else {
            vErrors.push(err15);
          }
          errors++;
        }
        if (data5.length < 1) {
          const err16 = {
            instancePath: instancePath + '/identities',
            schemaPath: '#/properties/identities/minItems',
            keyword: 'minItems',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 items',
          };
          if (vErrors === null) {
            vErrors = [err16];
          } else {
            vErrors.push(err16);
          }
          errors++;
        }
        const len0 = data5.length;
        for (let i0 = 0; i0 < len0; i0++) {
          if (
            !validate53(data5[i0], {
              instancePath: instancePath + '/identities/' + i0,
              parentData: data5,
              parentDataProperty: i0,
              rootData,
              dynamicAnchors,
            })
          ) {
            vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err17 = {
          instancePath: instancePath + '/identities',
          schemaPath: '#/properties/identities/type',
          keyword: 'type',
          params: { type: 'array' },
          message: 'must be array',
        };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
    }
  } else {
    const err18 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err18];
    } else {
      vErrors.push(err18);
    }
    errors++;
  }
  validate52.errors = vErrors;
  return errors === 0;
}
validate52.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateSendV2Request = validate55;
var pattern4 = new RegExp('^[^\\s@,;<>]+@[^\\s@,;<>][^\\s@,;<>.]*\\.[^\\s@,;<>]+$', 'u');
function validate57(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate57.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (typeof data === 'string') {
    if (func1(data) < 3) {
      const err0 = {
        instancePath,
        schemaPath: '#/minLength',
        keyword: 'minLength',
        params: { limit: 3 },
        message: 'must NOT have fewer than 3 characters',
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (!pattern4.test(data)) {
      const err1 = {
        instancePath,
        schemaPath: '#/pattern',
        keyword: 'pattern',
        params: { pattern: '^[^\\s@,;<>]+@[^\\s@,;<>][^\\s@,;<>.]*\\.[^\\s@,;<>]+$' },
        message: 'must match pattern "^[^\\s@,;<>]+@[^\\s@,;<>][^\\s@,;<>.]*\\.[^\\s@,;<>]+$"',
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'string' },
      message: 'must be string',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate57.errors = vErrors;
  return errors === 0;
}
validate57.evaluated = { dynamicProps: false, dynamicItems: false };
function validate59(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate59.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (typeof data === 'string') {
    if (func1(data) < 1) {
      const err0 = {
        instancePath,
        schemaPath: '#/minLength',
        keyword: 'minLength',
        params: { limit: 1 },
        message: 'must NOT have fewer than 1 characters',
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
  } else {
    const err1 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'string' },
      message: 'must be string',
    };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  validate59.errors = vErrors;
  return errors === 0;
}
validate59.evaluated = { dynamicProps: false, dynamicItems: false };
function validate61(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate61.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (Object.keys(data).length > 20) {
      const err0 = {
        instancePath,
        schemaPath: '#/maxProperties',
        keyword: 'maxProperties',
        params: { limit: 20 },
        message: 'must NOT have more than 20 properties',
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      let data0 = data[key0];
      if (typeof data0 === 'string') {
        if (func1(data0) > 200) {
          const err1 = {
            instancePath: instancePath + '/' + key0.replace(/~/g, '~0').replace(/\//g, '~1'),
            schemaPath: '#/additionalProperties/maxLength',
            keyword: 'maxLength',
            params: { limit: 200 },
            message: 'must NOT have more than 200 characters',
          };
          if (vErrors === null) {
            vErrors = [err1];
          } else {
            vErrors.push(err1);
          }
          errors++;
        }
      } else {
        const err2 = {
          instancePath: instancePath + '/' + key0.replace(/~/g, '~0').replace(/\//g, '~1'),
          schemaPath: '#/additionalProperties/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err3];
    } else {
      vErrors.push(err3);
    }
    errors++;
  }
  validate61.errors = vErrors;
  return errors === 0;
}
validate61.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function validate56(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate56.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.email === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'email' },
        message: "must have required property 'email'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'email' || key0 === 'customMessage' || key0 === 'parameters')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.email !== void 0) {
      if (
        !validate57(data.email, {
          instancePath: instancePath + '/email',
          parentData: data,
          parentDataProperty: 'email',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
        errors = vErrors.length;
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate56.errors = vErrors;
  return errors === 0;
}
validate56.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var pattern5 = new RegExp('^\\S+$', 'u');
function validate65(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate65.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (typeof data === 'string') {
    if (func1(data) < 1) {
      const err0 = {
        instancePath,
        schemaPath: '#/minLength',
        keyword: 'minLength',
        params: { limit: 1 },
        message: 'must NOT have fewer than 1 characters',
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (!pattern5.test(data)) {
      const err1 = {
        instancePath,
        schemaPath: '#/pattern',
        keyword: 'pattern',
        params: { pattern: '^\\S+$' },
        message: 'must match pattern "^\\S+$"',
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'string' },
      message: 'must be string',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate65.errors = vErrors;
  return errors === 0;
}
validate65.evaluated = { dynamicProps: false, dynamicItems: false };
function validate64(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate64.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.spaceId === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'spaceId' },
        message: "must have required property 'spaceId'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'spaceId' || key0 === 'customMessage' || key0 === 'parameters')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.spaceId !== void 0) {
      if (
        !validate65(data.spaceId, {
          instancePath: instancePath + '/spaceId',
          parentData: data,
          parentDataProperty: 'spaceId',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate65.errors : vErrors.concat(validate65.errors);
        errors = vErrors.length;
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate64.errors = vErrors;
  return errors === 0;
}
validate64.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function validate71(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate71.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (typeof data === 'string') {
    if (func1(data) < 1) {
      const err0 = {
        instancePath,
        schemaPath: '#/minLength',
        keyword: 'minLength',
        params: { limit: 1 },
        message: 'must NOT have fewer than 1 characters',
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (!pattern3.test(data)) {
      const err1 = {
        instancePath,
        schemaPath: '#/pattern',
        keyword: 'pattern',
        params: { pattern: '\\S' },
        message: 'must match pattern "\\S"',
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'string' },
      message: 'must be string',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate71.errors = vErrors;
  return errors === 0;
}
validate71.evaluated = { dynamicProps: false, dynamicItems: false };
function validate70(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate70.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.phoneNumber === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'phoneNumber' },
        message: "must have required property 'phoneNumber'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'phoneNumber' || key0 === 'customMessage' || key0 === 'parameters')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.phoneNumber !== void 0) {
      if (
        !validate71(data.phoneNumber, {
          instancePath: instancePath + '/phoneNumber',
          parentData: data,
          parentDataProperty: 'phoneNumber',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate71.errors : vErrors.concat(validate71.errors);
        errors = vErrors.length;
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate70.errors = vErrors;
  return errors === 0;
}
validate70.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function validate76(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate76.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.email === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'email' },
        message: "must have required property 'email'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'email' || key0 === 'customMessage' || key0 === 'parameters')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.email !== void 0) {
      if (
        !validate57(data.email, {
          instancePath: instancePath + '/email',
          parentData: data,
          parentDataProperty: 'email',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
        errors = vErrors.length;
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate76.errors = vErrors;
  return errors === 0;
}
validate76.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function validate81(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate81.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'customMessage' || key0 === 'parameters')) {
        let data0 = data[key0];
        if (typeof data0 === 'string') {
          if (func1(data0) < 1) {
            const err0 = {
              instancePath: instancePath + '/' + key0.replace(/~/g, '~0').replace(/\//g, '~1'),
              schemaPath: '#/additionalProperties/minLength',
              keyword: 'minLength',
              params: { limit: 1 },
              message: 'must NOT have fewer than 1 characters',
            };
            if (vErrors === null) {
              vErrors = [err0];
            } else {
              vErrors.push(err0);
            }
            errors++;
          }
        } else {
          const err1 = {
            instancePath: instancePath + '/' + key0.replace(/~/g, '~0').replace(/\//g, '~1'),
            schemaPath: '#/additionalProperties/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          };
          if (vErrors === null) {
            vErrors = [err1];
          } else {
            vErrors.push(err1);
          }
          errors++;
        }
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate81.errors = vErrors;
  return errors === 0;
}
validate81.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var schema32 = {
  type: 'object',
  properties: {
    type: {
      enum: ['text', 'template', 'script'],
      description:
        "text is sent as it is; template is the channel's own message format; script is JavaScript that the platform runs.",
    },
    value: {
      type: ['string', 'object'],
      minLength: 1,
      minProperties: 1,
      description: 'Text, script, or template as an object or a text.',
    },
  },
  required: ['type', 'value'],
  additionalProperties: false,
};
function validate85(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate85.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.type === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'type' },
        message: "must have required property 'type'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.value === void 0) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'value' },
        message: "must have required property 'value'",
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'type' || key0 === 'value')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.type !== void 0) {
      let data0 = data.type;
      if (!(data0 === 'text' || data0 === 'template' || data0 === 'script')) {
        const err3 = {
          instancePath: instancePath + '/type',
          schemaPath: '#/properties/type/enum',
          keyword: 'enum',
          params: { allowedValues: schema32.properties.type.enum },
          message: 'must be equal to one of the allowed values',
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.value !== void 0) {
      let data1 = data.value;
      if (typeof data1 !== 'string' && !(data1 && typeof data1 == 'object' && !Array.isArray(data1))) {
        const err4 = {
          instancePath: instancePath + '/value',
          schemaPath: '#/properties/value/type',
          keyword: 'type',
          params: { type: schema32.properties.value.type },
          message: 'must be string,object',
        };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
      if (typeof data1 === 'string') {
        if (func1(data1) < 1) {
          const err5 = {
            instancePath: instancePath + '/value',
            schemaPath: '#/properties/value/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err5];
          } else {
            vErrors.push(err5);
          }
          errors++;
        }
      }
      if (data1 && typeof data1 == 'object' && !Array.isArray(data1)) {
        if (Object.keys(data1).length < 1) {
          const err6 = {
            instancePath: instancePath + '/value',
            schemaPath: '#/properties/value/minProperties',
            keyword: 'minProperties',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 properties',
          };
          if (vErrors === null) {
            vErrors = [err6];
          } else {
            vErrors.push(err6);
          }
          errors++;
        }
      }
    }
  } else {
    const err7 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err7];
    } else {
      vErrors.push(err7);
    }
    errors++;
  }
  validate85.errors = vErrors;
  return errors === 0;
}
validate85.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
function validate55(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate55.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  const _errs1 = errors;
  let valid0 = false;
  let passing0 = null;
  const _errs2 = errors;
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.message === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/oneOf/0/required',
        keyword: 'required',
        params: { missingProperty: 'message' },
        message: "must have required property 'message'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
  }
  var _valid0 = _errs2 === errors;
  if (_valid0) {
    valid0 = true;
    passing0 = 0;
  }
  const _errs3 = errors;
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.content === void 0) {
      const err1 = {
        instancePath,
        schemaPath: '#/oneOf/1/required',
        keyword: 'required',
        params: { missingProperty: 'content' },
        message: "must have required property 'content'",
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
  }
  var _valid0 = _errs3 === errors;
  if (_valid0 && valid0) {
    valid0 = false;
    passing0 = [passing0, 1];
  } else {
    if (_valid0) {
      valid0 = true;
      passing0 = 1;
    }
  }
  if (!valid0) {
    const err2 = {
      instancePath,
      schemaPath: '#/oneOf',
      keyword: 'oneOf',
      params: { passingSchemas: passing0 },
      message: 'must match exactly one schema in oneOf',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  } else {
    errors = _errs1;
    if (vErrors !== null) {
      if (_errs1) {
        vErrors.length = _errs1;
      } else {
        vErrors = null;
      }
    }
  }
  const _errs5 = errors;
  let valid2 = true;
  const _errs6 = errors;
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    let missing0;
    if (data.channel === void 0 && (missing0 = 'channel')) {
      const err3 = {};
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    } else {
      if (data.channel !== void 0) {
        if ('ivr' !== data.channel) {
          const err4 = {};
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
      }
    }
  }
  var _valid1 = _errs6 === errors;
  errors = _errs5;
  if (vErrors !== null) {
    if (_errs5) {
      vErrors.length = _errs5;
    } else {
      vErrors = null;
    }
  }
  if (_valid1) {
    const _errs8 = errors;
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      if (data.identities !== void 0) {
        let data1 = data.identities;
        if (Array.isArray(data1)) {
          const len0 = data1.length;
          for (let i0 = 0; i0 < len0; i0++) {
            if (
              !validate56(data1[i0], {
                instancePath: instancePath + '/identities/' + i0,
                parentData: data1,
                parentDataProperty: i0,
                rootData,
                dynamicAnchors,
              })
            ) {
              vErrors = vErrors === null ? validate56.errors : vErrors.concat(validate56.errors);
              errors = vErrors.length;
            }
          }
        }
      }
    }
    var _valid1 = _errs8 === errors;
    valid2 = _valid1;
    if (valid2) {
      var props0 = {};
      props0.identities = true;
      props0.channel = true;
    }
  }
  if (!valid2) {
    const err5 = {
      instancePath,
      schemaPath: '#/allOf/0/if',
      keyword: 'if',
      params: { failingKeyword: 'then' },
      message: 'must match "then" schema',
    };
    if (vErrors === null) {
      vErrors = [err5];
    } else {
      vErrors.push(err5);
    }
    errors++;
  }
  const _errs12 = errors;
  let valid7 = true;
  const _errs13 = errors;
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    let missing1;
    if (data.channel === void 0 && (missing1 = 'channel')) {
      const err6 = {};
      if (vErrors === null) {
        vErrors = [err6];
      } else {
        vErrors.push(err6);
      }
      errors++;
    } else {
      if (data.channel !== void 0) {
        if ('hangouts' !== data.channel) {
          const err7 = {};
          if (vErrors === null) {
            vErrors = [err7];
          } else {
            vErrors.push(err7);
          }
          errors++;
        }
      }
    }
  }
  var _valid2 = _errs13 === errors;
  errors = _errs12;
  if (vErrors !== null) {
    if (_errs12) {
      vErrors.length = _errs12;
    } else {
      vErrors = null;
    }
  }
  if (_valid2) {
    const _errs15 = errors;
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      if (data.identities !== void 0) {
        let data4 = data.identities;
        if (Array.isArray(data4)) {
          const len1 = data4.length;
          for (let i1 = 0; i1 < len1; i1++) {
            if (
              !validate64(data4[i1], {
                instancePath: instancePath + '/identities/' + i1,
                parentData: data4,
                parentDataProperty: i1,
                rootData,
                dynamicAnchors,
              })
            ) {
              vErrors = vErrors === null ? validate64.errors : vErrors.concat(validate64.errors);
              errors = vErrors.length;
            }
          }
        }
      }
    }
    var _valid2 = _errs15 === errors;
    valid7 = _valid2;
    if (valid7) {
      var props1 = {};
      props1.identities = true;
      props1.channel = true;
    }
  }
  if (!valid7) {
    const err8 = {
      instancePath,
      schemaPath: '#/allOf/1/if',
      keyword: 'if',
      params: { failingKeyword: 'then' },
      message: 'must match "then" schema',
    };
    if (vErrors === null) {
      vErrors = [err8];
    } else {
      vErrors.push(err8);
    }
    errors++;
  }
  if (props0 !== true && props1 !== void 0) {
    if (props1 === true) {
      props0 = true;
    } else {
      props0 = props0 || {};
      Object.assign(props0, props1);
    }
  }
  const _errs19 = errors;
  let valid12 = true;
  const _errs20 = errors;
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    let missing2;
    if (data.channel === void 0 && (missing2 = 'channel')) {
      const err9 = {};
      if (vErrors === null) {
        vErrors = [err9];
      } else {
        vErrors.push(err9);
      }
      errors++;
    } else {
      if (data.channel !== void 0) {
        if ('whatsapp' !== data.channel) {
          const err10 = {};
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
      }
    }
  }
  var _valid3 = _errs20 === errors;
  errors = _errs19;
  if (vErrors !== null) {
    if (_errs19) {
      vErrors.length = _errs19;
    } else {
      vErrors = null;
    }
  }
  if (_valid3) {
    const _errs22 = errors;
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      if (data.identities !== void 0) {
        let data7 = data.identities;
        if (Array.isArray(data7)) {
          const len2 = data7.length;
          for (let i2 = 0; i2 < len2; i2++) {
            if (
              !validate70(data7[i2], {
                instancePath: instancePath + '/identities/' + i2,
                parentData: data7,
                parentDataProperty: i2,
                rootData,
                dynamicAnchors,
              })
            ) {
              vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
              errors = vErrors.length;
            }
          }
        }
      }
    }
    var _valid3 = _errs22 === errors;
    valid12 = _valid3;
    if (valid12) {
      var props2 = {};
      props2.identities = true;
      props2.channel = true;
    }
  }
  if (!valid12) {
    const err11 = {
      instancePath,
      schemaPath: '#/allOf/2/if',
      keyword: 'if',
      params: { failingKeyword: 'then' },
      message: 'must match "then" schema',
    };
    if (vErrors === null) {
      vErrors = [err11];
    } else {
      vErrors.push(err11);
    }
    errors++;
  }
  if (props0 !== true && props2 !== void 0) {
    if (props2 === true) {
      props0 = true;
    } else {
      props0 = props0 || {};
      Object.assign(props0, props2);
    }
  }
  const _errs26 = errors;
  let valid17 = true;
  const _errs27 = errors;
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    let missing3;
    if (data.channel === void 0 && (missing3 = 'channel')) {
      const err12 = {};
      if (vErrors === null) {
        vErrors = [err12];
      } else {
        vErrors.push(err12);
      }
      errors++;
    } else {
      if (data.channel !== void 0) {
        if ('msteams' !== data.channel) {
          const err13 = {};
          if (vErrors === null) {
            vErrors = [err13];
          } else {
            vErrors.push(err13);
          }
          errors++;
        }
      }
    }
  }
  var _valid4 = _errs27 === errors;
  errors = _errs26;
  if (vErrors !== null) {
    if (_errs26) {
      vErrors.length = _errs26;
    } else {
      vErrors = null;
    }
  }
  if (_valid4) {
    const _errs29 = errors;
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      if (data.identities !== void 0) {
        let data10 = data.identities;
        if (Array.isArray(data10)) {
          const len3 = data10.length;
          for (let i3 = 0; i3 < len3; i3++) {
            if (
              !validate76(data10[i3], {
                instancePath: instancePath + '/identities/' + i3,
                parentData: data10,
                parentDataProperty: i3,
                rootData,
                dynamicAnchors,
              })
            ) {
              vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors);
              errors = vErrors.length;
            }
          }
        }
      }
    }
    var _valid4 = _errs29 === errors;
    valid17 = _valid4;
    if (valid17) {
      var props3 = {};
      props3.identities = true;
      props3.channel = true;
    }
  }
  if (!valid17) {
    const err14 = {
      instancePath,
      schemaPath: '#/allOf/3/if',
      keyword: 'if',
      params: { failingKeyword: 'then' },
      message: 'must match "then" schema',
    };
    if (vErrors === null) {
      vErrors = [err14];
    } else {
      vErrors.push(err14);
    }
    errors++;
  }
  if (props0 !== true && props3 !== void 0) {
    if (props3 === true) {
      props0 = true;
    } else {
      props0 = props0 || {};
      Object.assign(props0, props3);
    }
  }
  const _errs33 = errors;
  let valid22 = true;
  const _errs34 = errors;
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    let missing4;
    if (data.channel === void 0 && (missing4 = 'channel')) {
      const err15 = {};
      if (vErrors === null) {
        vErrors = [err15];
      } else {
        vErrors.push(err15);
      }
      errors++;
    } else {
      if (data.channel !== void 0) {
        let data12 = data.channel;
        if (!(data12 === 'ivr' || data12 === 'hangouts' || data12 === 'whatsapp' || data12 === 'msteams')) {
          const err16 = {};
          if (vErrors === null) {
            vErrors = [err16];
          } else {
            vErrors.push(err16);
          }
          errors++;
        }
      }
    }
  }
  var _valid5 = _errs34 === errors;
  errors = _errs33;
  if (vErrors !== null) {
    if (_errs33) {
      vErrors.length = _errs33;
    } else {
      vErrors = null;
    }
  }
  if (!_valid5) {
    const _errs36 = errors;
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      if (data.identities !== void 0) {
        let data13 = data.identities;
        if (Array.isArray(data13)) {
          const len4 = data13.length;
          for (let i4 = 0; i4 < len4; i4++) {
            let data14 = data13[i4];
            if (
              !validate81(data14, {
                instancePath: instancePath + '/identities/' + i4,
                parentData: data13,
                parentDataProperty: i4,
                rootData,
                dynamicAnchors,
              })
            ) {
              vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);
              errors = vErrors.length;
            }
            const _errs39 = errors;
            let valid27 = false;
            const _errs40 = errors;
            const _errs41 = errors;
            const _errs42 = errors;
            const _errs43 = errors;
            let valid29 = false;
            const _errs44 = errors;
            if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
              let missing5;
              if (data14.customMessage === void 0 && (missing5 = 'customMessage')) {
                const err17 = {};
                if (vErrors === null) {
                  vErrors = [err17];
                } else {
                  vErrors.push(err17);
                }
                errors++;
              }
            }
            var _valid7 = _errs44 === errors;
            valid29 = valid29 || _valid7;
            const _errs45 = errors;
            if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
              let missing6;
              if (data14.parameters === void 0 && (missing6 = 'parameters')) {
                const err18 = {};
                if (vErrors === null) {
                  vErrors = [err18];
                } else {
                  vErrors.push(err18);
                }
                errors++;
              }
            }
            var _valid7 = _errs45 === errors;
            valid29 = valid29 || _valid7;
            if (!valid29) {
              const err19 = {};
              if (vErrors === null) {
                vErrors = [err19];
              } else {
                vErrors.push(err19);
              }
              errors++;
            } else {
              errors = _errs43;
              if (vErrors !== null) {
                if (_errs43) {
                  vErrors.length = _errs43;
                } else {
                  vErrors = null;
                }
              }
            }
            var valid28 = _errs42 === errors;
            if (valid28) {
              const err20 = {
                instancePath: instancePath + '/identities/' + i4,
                schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/0/not',
                keyword: 'not',
                params: {},
                message: 'must NOT be valid',
              };
              if (vErrors === null) {
                vErrors = [err20];
              } else {
                vErrors.push(err20);
              }
              errors++;
            } else {
              errors = _errs41;
              if (vErrors !== null) {
                if (_errs41) {
                  vErrors.length = _errs41;
                } else {
                  vErrors = null;
                }
              }
            }
            if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
              if (Object.keys(data14).length > 1) {
                const err21 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/0/maxProperties',
                  keyword: 'maxProperties',
                  params: { limit: 1 },
                  message: 'must NOT have more than 1 properties',
                };
                if (vErrors === null) {
                  vErrors = [err21];
                } else {
                  vErrors.push(err21);
                }
                errors++;
              }
              if (Object.keys(data14).length < 1) {
                const err22 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/0/minProperties',
                  keyword: 'minProperties',
                  params: { limit: 1 },
                  message: 'must NOT have fewer than 1 properties',
                };
                if (vErrors === null) {
                  vErrors = [err22];
                } else {
                  vErrors.push(err22);
                }
                errors++;
              }
            }
            var _valid6 = _errs40 === errors;
            valid27 = valid27 || _valid6;
            const _errs46 = errors;
            const _errs47 = errors;
            const _errs48 = errors;
            if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
              let missing7;
              if (data14.parameters === void 0 && (missing7 = 'parameters')) {
                const err23 = {};
                if (vErrors === null) {
                  vErrors = [err23];
                } else {
                  vErrors.push(err23);
                }
                errors++;
              }
            }
            var valid30 = _errs48 === errors;
            if (valid30) {
              const err24 = {
                instancePath: instancePath + '/identities/' + i4,
                schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/1/not',
                keyword: 'not',
                params: {},
                message: 'must NOT be valid',
              };
              if (vErrors === null) {
                vErrors = [err24];
              } else {
                vErrors.push(err24);
              }
              errors++;
            } else {
              errors = _errs47;
              if (vErrors !== null) {
                if (_errs47) {
                  vErrors.length = _errs47;
                } else {
                  vErrors = null;
                }
              }
            }
            if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
              if (Object.keys(data14).length > 2) {
                const err25 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/1/maxProperties',
                  keyword: 'maxProperties',
                  params: { limit: 2 },
                  message: 'must NOT have more than 2 properties',
                };
                if (vErrors === null) {
                  vErrors = [err25];
                } else {
                  vErrors.push(err25);
                }
                errors++;
              }
              if (Object.keys(data14).length < 2) {
                const err26 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/1/minProperties',
                  keyword: 'minProperties',
                  params: { limit: 2 },
                  message: 'must NOT have fewer than 2 properties',
                };
                if (vErrors === null) {
                  vErrors = [err26];
                } else {
                  vErrors.push(err26);
                }
                errors++;
              }
              if (data14.customMessage === void 0) {
                const err27 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/1/required',
                  keyword: 'required',
                  params: { missingProperty: 'customMessage' },
                  message: "must have required property 'customMessage'",
                };
                if (vErrors === null) {
                  vErrors = [err27];
                } else {
                  vErrors.push(err27);
                }
                errors++;
              }
            }
            var _valid6 = _errs46 === errors;
            valid27 = valid27 || _valid6;
            const _errs49 = errors;
            const _errs50 = errors;
            const _errs51 = errors;
            if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
              let missing8;
              if (data14.customMessage === void 0 && (missing8 = 'customMessage')) {
                const err28 = {};
                if (vErrors === null) {
                  vErrors = [err28];
                } else {
                  vErrors.push(err28);
                }
                errors++;
              }
            }
            var valid31 = _errs51 === errors;
            if (valid31) {
              const err29 = {
                instancePath: instancePath + '/identities/' + i4,
                schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/2/not',
                keyword: 'not',
                params: {},
                message: 'must NOT be valid',
              };
              if (vErrors === null) {
                vErrors = [err29];
              } else {
                vErrors.push(err29);
              }
              errors++;
            } else {
              errors = _errs50;
              if (vErrors !== null) {
                if (_errs50) {
                  vErrors.length = _errs50;
                } else {
                  vErrors = null;
                }
              }
            }
            if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
              if (Object.keys(data14).length > 2) {
                const err30 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/2/maxProperties',
                  keyword: 'maxProperties',
                  params: { limit: 2 },
                  message: 'must NOT have more than 2 properties',
                };
                if (vErrors === null) {
                  vErrors = [err30];
                } else {
                  vErrors.push(err30);
                }
                errors++;
              }
              if (Object.keys(data14).length < 2) {
                const err31 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/2/minProperties',
                  keyword: 'minProperties',
                  params: { limit: 2 },
                  message: 'must NOT have fewer than 2 properties',
                };
                if (vErrors === null) {
                  vErrors = [err31];
                } else {
                  vErrors.push(err31);
                }
                errors++;
              }
              if (data14.parameters === void 0) {
                const err32 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/2/required',
                  keyword: 'required',
                  params: { missingProperty: 'parameters' },
                  message: "must have required property 'parameters'",
                };
                if (vErrors === null) {
                  vErrors = [err32];
                } else {
                  vErrors.push(err32);
                }
                errors++;
              }
            }
            var _valid6 = _errs49 === errors;
            valid27 = valid27 || _valid6;
            const _errs52 = errors;
            if (data14 && typeof data14 == 'object' && !Array.isArray(data14)) {
              if (Object.keys(data14).length > 3) {
                const err33 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/3/maxProperties',
                  keyword: 'maxProperties',
                  params: { limit: 3 },
                  message: 'must NOT have more than 3 properties',
                };
                if (vErrors === null) {
                  vErrors = [err33];
                } else {
                  vErrors.push(err33);
                }
                errors++;
              }
              if (Object.keys(data14).length < 3) {
                const err34 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/3/minProperties',
                  keyword: 'minProperties',
                  params: { limit: 3 },
                  message: 'must NOT have fewer than 3 properties',
                };
                if (vErrors === null) {
                  vErrors = [err34];
                } else {
                  vErrors.push(err34);
                }
                errors++;
              }
              if (data14.customMessage === void 0) {
                const err35 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/3/required',
                  keyword: 'required',
                  params: { missingProperty: 'customMessage' },
                  message: "must have required property 'customMessage'",
                };
                if (vErrors === null) {
                  vErrors = [err35];
                } else {
                  vErrors.push(err35);
                }
                errors++;
              }
              if (data14.parameters === void 0) {
                const err36 = {
                  instancePath: instancePath + '/identities/' + i4,
                  schemaPath: '#/allOf/4/else/properties/identities/items/anyOf/3/required',
                  keyword: 'required',
                  params: { missingProperty: 'parameters' },
                  message: "must have required property 'parameters'",
                };
                if (vErrors === null) {
                  vErrors = [err36];
                } else {
                  vErrors.push(err36);
                }
                errors++;
              }
            }
            var _valid6 = _errs52 === errors;
            valid27 = valid27 || _valid6;
            if (!valid27) {
              const err37 = {
                instancePath: instancePath + '/identities/' + i4,
                schemaPath: '#/allOf/4/else/properties/identities/items/anyOf',
                keyword: 'anyOf',
                params: {},
                message: 'must match a schema in anyOf',
              };
              if (vErrors === null) {
                vErrors = [err37];
              } else {
                vErrors.push(err37);
              }
              errors++;
            } else {
              errors = _errs39;
              if (vErrors !== null) {
                if (_errs39) {
                  vErrors.length = _errs39;
                } else {
                  vErrors = null;
                }
              }
            }
          }
        }
      }
    }
    var _valid5 = _errs36 === errors;
    valid22 = _valid5;
    if (valid22) {
      var props4 = {};
      props4.identities = true;
      props4.channel = true;
    }
  }
  if (!valid22) {
    const err38 = {
      instancePath,
      schemaPath: '#/allOf/4/if',
      keyword: 'if',
      params: { failingKeyword: 'else' },
      message: 'must match "else" schema',
    };
    if (vErrors === null) {
      vErrors = [err38];
    } else {
      vErrors.push(err38);
    }
    errors++;
  }
  if (props0 !== true && props4 !== void 0) {
    if (props4 === true) {
      props0 = true;
    } else {
      props0 = props0 || {};
      Object.assign(props0, props4);
    }
  }
  const _errs54 = errors;
  let valid32 = true;
  const _errs55 = errors;
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    let missing9;
    if (data.channel === void 0 && (missing9 = 'channel')) {
      const err39 = {};
      if (vErrors === null) {
        vErrors = [err39];
      } else {
        vErrors.push(err39);
      }
      errors++;
    } else {
      if (data.channel !== void 0) {
        if ('ivr' !== data.channel) {
          const err40 = {};
          if (vErrors === null) {
            vErrors = [err40];
          } else {
            vErrors.push(err40);
          }
          errors++;
        }
      }
    }
  }
  var _valid8 = _errs55 === errors;
  errors = _errs54;
  if (vErrors !== null) {
    if (_errs54) {
      vErrors.length = _errs54;
    } else {
      vErrors = null;
    }
  }
  if (!_valid8) {
    const _errs57 = errors;
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      if (data.webhookInstanceName !== void 0) {
        const err41 = {
          instancePath: instancePath + '/webhookInstanceName',
          schemaPath: '#/allOf/5/else/properties/webhookInstanceName/false schema',
          keyword: 'false schema',
          params: {},
          message: 'boolean schema is false',
        };
        if (vErrors === null) {
          vErrors = [err41];
        } else {
          vErrors.push(err41);
        }
        errors++;
      }
    }
    var _valid8 = _errs57 === errors;
    valid32 = _valid8;
    if (valid32) {
      var props5 = {};
      props5.webhookInstanceName = true;
      props5.channel = true;
    }
  }
  if (!valid32) {
    const err42 = {
      instancePath,
      schemaPath: '#/allOf/5/if',
      keyword: 'if',
      params: { failingKeyword: 'else' },
      message: 'must match "else" schema',
    };
    if (vErrors === null) {
      vErrors = [err42];
    } else {
      vErrors.push(err42);
    }
    errors++;
  }
  if (props0 !== true && props5 !== void 0) {
    if (props5 === true) {
      props0 = true;
    } else {
      props0 = props0 || {};
      Object.assign(props0, props5);
    }
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.channel === void 0) {
      const err43 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'channel' },
        message: "must have required property 'channel'",
      };
      if (vErrors === null) {
        vErrors = [err43];
      } else {
        vErrors.push(err43);
      }
      errors++;
    }
    if (data.identities === void 0) {
      const err44 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'identities' },
        message: "must have required property 'identities'",
      };
      if (vErrors === null) {
        vErrors = [err44];
      } else {
        vErrors.push(err44);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(
        key0 === 'channel' ||
        key0 === 'webhookInstanceName' ||
        key0 === 'userIdentityType' ||
        key0 === 'message' ||
        key0 === 'content' ||
        key0 === 'identities'
      )) {
        const err45 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err45];
        } else {
          vErrors.push(err45);
        }
        errors++;
      }
    }
    if (data.channel !== void 0) {
      let data17 = data.channel;
      if (typeof data17 === 'string') {
        if (func1(data17) < 1) {
          const err46 = {
            instancePath: instancePath + '/channel',
            schemaPath: '#/properties/channel/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err46];
          } else {
            vErrors.push(err46);
          }
          errors++;
        }
      } else {
        const err47 = {
          instancePath: instancePath + '/channel',
          schemaPath: '#/properties/channel/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err47];
        } else {
          vErrors.push(err47);
        }
        errors++;
      }
    }
    if (data.webhookInstanceName !== void 0) {
      let data18 = data.webhookInstanceName;
      if (typeof data18 === 'string') {
        if (func1(data18) < 1) {
          const err48 = {
            instancePath: instancePath + '/webhookInstanceName',
            schemaPath: '#/properties/webhookInstanceName/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err48];
          } else {
            vErrors.push(err48);
          }
          errors++;
        }
      } else {
        const err49 = {
          instancePath: instancePath + '/webhookInstanceName',
          schemaPath: '#/properties/webhookInstanceName/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err49];
        } else {
          vErrors.push(err49);
        }
        errors++;
      }
    }
    if (data.userIdentityType !== void 0) {
      let data19 = data.userIdentityType;
      if (typeof data19 === 'string') {
        if (func1(data19) < 1) {
          const err50 = {
            instancePath: instancePath + '/userIdentityType',
            schemaPath: '#/properties/userIdentityType/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err50];
          } else {
            vErrors.push(err50);
          }
          errors++;
        }
      } else {
        const err51 = {
          instancePath: instancePath + '/userIdentityType',
          schemaPath: '#/properties/userIdentityType/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err51];
        } else {
          vErrors.push(err51);
        }
        errors++;
      }
    }
    if (data.message !== void 0) {
      if (
        !validate85(data.message, {
          instancePath: instancePath + '/message',
          parentData: data,
          parentDataProperty: 'message',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
        errors = vErrors.length;
      }
    }
    if (data.content !== void 0) {
      if (
        !validate85(data.content, {
          instancePath: instancePath + '/content',
          parentData: data,
          parentDataProperty: 'content',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate85.errors : vErrors.concat(validate85.errors);
        errors = vErrors.length;
      }
    }
    if (data.identities !== void 0) {
      let data22 = data.identities;
      if (Array.isArray(data22)) {
        if (data22.length > 1e3) {
          const err52 = {
            instancePath: instancePath + '/identities',
            schemaPath: '#/properties/identities/maxItems',
            keyword: 'maxItems',
            params: { limit: 1e3 },
            message: 'must NOT have more than 1000 items',
          };
          if (vErrors === null) {
            vErrors = [err52];
          } else {
            vErrors.push(err52);
          }
          errors++;
        }
        if (data22.length < 1) {
          const err53 = {
            instancePath: instancePath + '/identities',
            schemaPath: '#/properties/identities/minItems',
            keyword: 'minItems',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 items',
          };
          if (vErrors === null) {
            vErrors = [err53];
          } else {
            vErrors.push(err53);
          }
          errors++;
        }
        const len5 = data22.length;
        for (let i5 = 0; i5 < len5; i5++) {
          let data23 = data22[i5];
          if (!(data23 && typeof data23 == 'object' && !Array.isArray(data23))) {
            const err54 = {
              instancePath: instancePath + '/identities/' + i5,
              schemaPath: '#/properties/identities/items/type',
              keyword: 'type',
              params: { type: 'object' },
              message: 'must be object',
            };
            if (vErrors === null) {
              vErrors = [err54];
            } else {
              vErrors.push(err54);
            }
            errors++;
          }
        }
      } else {
        const err55 = {
          instancePath: instancePath + '/identities',
          schemaPath: '#/properties/identities/type',
          keyword: 'type',
          params: { type: 'array' },
          message: 'must be array',
        };
        if (vErrors === null) {
          vErrors = [err55];
        } else {
          vErrors.push(err55);
        }
        errors++;
      }
    }
  } else {
    const err56 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err56];
    } else {
      vErrors.push(err56);
    }
    errors++;
  }
  validate55.errors = vErrors;
  return errors === 0;
}
validate55.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateIdentityIvr = validate88;
function validate88(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate88.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.email === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'email' },
        message: "must have required property 'email'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'email' || key0 === 'customMessage' || key0 === 'parameters')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.email !== void 0) {
      if (
        !validate57(data.email, {
          instancePath: instancePath + '/email',
          parentData: data,
          parentDataProperty: 'email',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
        errors = vErrors.length;
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate88.errors = vErrors;
  return errors === 0;
}
validate88.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateIdentityHangouts = validate92;
function validate92(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate92.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.spaceId === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'spaceId' },
        message: "must have required property 'spaceId'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'spaceId' || key0 === 'customMessage' || key0 === 'parameters')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.spaceId !== void 0) {
      if (
        !validate65(data.spaceId, {
          instancePath: instancePath + '/spaceId',
          parentData: data,
          parentDataProperty: 'spaceId',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate65.errors : vErrors.concat(validate65.errors);
        errors = vErrors.length;
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate92.errors = vErrors;
  return errors === 0;
}
validate92.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateCheckedIdentityWhatsapp = validate96;
var pattern7 = new RegExp('^\\+?[0-9]{6,15}$', 'u');
function validate97(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate97.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (typeof data === 'string') {
    if (!pattern7.test(data)) {
      const err0 = {
        instancePath,
        schemaPath: '#/pattern',
        keyword: 'pattern',
        params: { pattern: '^\\+?[0-9]{6,15}$' },
        message: 'must match pattern "^\\+?[0-9]{6,15}$"',
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
  } else {
    const err1 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'string' },
      message: 'must be string',
    };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  validate97.errors = vErrors;
  return errors === 0;
}
validate97.evaluated = { dynamicProps: false, dynamicItems: false };
function validate96(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate96.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.phoneNumber === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'phoneNumber' },
        message: "must have required property 'phoneNumber'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'phoneNumber' || key0 === 'customMessage' || key0 === 'parameters')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.phoneNumber !== void 0) {
      if (
        !validate97(data.phoneNumber, {
          instancePath: instancePath + '/phoneNumber',
          parentData: data,
          parentDataProperty: 'phoneNumber',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate97.errors : vErrors.concat(validate97.errors);
        errors = vErrors.length;
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate96.errors = vErrors;
  return errors === 0;
}
validate96.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateIdentityMsteams = validate101;
function validate101(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate101.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.email === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'email' },
        message: "must have required property 'email'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'email' || key0 === 'customMessage' || key0 === 'parameters')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.email !== void 0) {
      if (
        !validate57(data.email, {
          instancePath: instancePath + '/email',
          parentData: data,
          parentDataProperty: 'email',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
        errors = vErrors.length;
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate101.errors = vErrors;
  return errors === 0;
}
validate101.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateIdentityOther = validate105;
function validate105(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate105.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'customMessage' || key0 === 'parameters')) {
        let data0 = data[key0];
        if (typeof data0 === 'string') {
          if (func1(data0) < 1) {
            const err0 = {
              instancePath: instancePath + '/' + key0.replace(/~/g, '~0').replace(/\//g, '~1'),
              schemaPath: '#/additionalProperties/minLength',
              keyword: 'minLength',
              params: { limit: 1 },
              message: 'must NOT have fewer than 1 characters',
            };
            if (vErrors === null) {
              vErrors = [err0];
            } else {
              vErrors.push(err0);
            }
            errors++;
          }
        } else {
          const err1 = {
            instancePath: instancePath + '/' + key0.replace(/~/g, '~0').replace(/\//g, '~1'),
            schemaPath: '#/additionalProperties/type',
            keyword: 'type',
            params: { type: 'string' },
            message: 'must be string',
          };
          if (vErrors === null) {
            vErrors = [err1];
          } else {
            vErrors.push(err1);
          }
          errors++;
        }
      }
    }
    if (data.customMessage !== void 0) {
      if (
        !validate59(data.customMessage, {
          instancePath: instancePath + '/customMessage',
          parentData: data,
          parentDataProperty: 'customMessage',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
        errors = vErrors.length;
      }
    }
    if (data.parameters !== void 0) {
      if (
        !validate61(data.parameters, {
          instancePath: instancePath + '/parameters',
          parentData: data,
          parentDataProperty: 'parameters',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
        errors = vErrors.length;
      }
    }
  } else {
    const err2 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  validate105.errors = vErrors;
  return errors === 0;
}
validate105.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateListDevicesRequest = validate108;
function validate108(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate108.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.uId === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'uId' },
        message: "must have required property 'uId'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'uId')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.uId !== void 0) {
      let data0 = data.uId;
      if (typeof data0 === 'string') {
        if (func1(data0) < 1) {
          const err2 = {
            instancePath: instancePath + '/uId',
            schemaPath: '#/properties/uId/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err2];
          } else {
            vErrors.push(err2);
          }
          errors++;
        }
      } else {
        const err3 = {
          instancePath: instancePath + '/uId',
          schemaPath: '#/properties/uId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err4];
    } else {
      vErrors.push(err4);
    }
    errors++;
  }
  validate108.errors = vErrors;
  return errors === 0;
}
validate108.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateSubscribeDeviceRequest = validate109;
function validate109(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate109.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.deviceId === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'deviceId' },
        message: "must have required property 'deviceId'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.osType === void 0) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'osType' },
        message: "must have required property 'osType'",
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data.userId === void 0) {
      const err2 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'userId' },
        message: "must have required property 'userId'",
      };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'deviceId' || key0 === 'osType' || key0 === 'userId')) {
        const err3 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.deviceId !== void 0) {
      let data0 = data.deviceId;
      if (typeof data0 === 'string') {
        if (func1(data0) < 1) {
          const err4 = {
            instancePath: instancePath + '/deviceId',
            schemaPath: '#/properties/deviceId/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/deviceId',
          schemaPath: '#/properties/deviceId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.osType !== void 0) {
      let data1 = data.osType;
      if (typeof data1 === 'string') {
        if (func1(data1) < 1) {
          const err6 = {
            instancePath: instancePath + '/osType',
            schemaPath: '#/properties/osType/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err6];
          } else {
            vErrors.push(err6);
          }
          errors++;
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/osType',
          schemaPath: '#/properties/osType/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    if (data.userId !== void 0) {
      let data2 = data.userId;
      if (typeof data2 === 'string') {
        if (func1(data2) < 1) {
          const err8 = {
            instancePath: instancePath + '/userId',
            schemaPath: '#/properties/userId/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err8];
          } else {
            vErrors.push(err8);
          }
          errors++;
        }
      } else {
        const err9 = {
          instancePath: instancePath + '/userId',
          schemaPath: '#/properties/userId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
  } else {
    const err10 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err10];
    } else {
      vErrors.push(err10);
    }
    errors++;
  }
  validate109.errors = vErrors;
  return errors === 0;
}
validate109.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateUnsubscribeSome = validate115;
function validate115(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate115.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.devices === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'devices' },
        message: "must have required property 'devices'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.userId === void 0) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'userId' },
        message: "must have required property 'userId'",
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'devices' || key0 === 'userId')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.devices !== void 0) {
      let data0 = data.devices;
      if (Array.isArray(data0)) {
        if (data0.length < 1) {
          const err3 = {
            instancePath: instancePath + '/devices',
            schemaPath: '#/properties/devices/minItems',
            keyword: 'minItems',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 items',
          };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
        const len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data1 = data0[i0];
          if (data1 && typeof data1 == 'object' && !Array.isArray(data1)) {
            if (data1.deviceId === void 0) {
              const err4 = {
                instancePath: instancePath + '/devices/' + i0,
                schemaPath: '#/properties/devices/items/required',
                keyword: 'required',
                params: { missingProperty: 'deviceId' },
                message: "must have required property 'deviceId'",
              };
              if (vErrors === null) {
                vErrors = [err4];
              } else {
                vErrors.push(err4);
              }
              errors++;
            }
            if (data1.osType === void 0) {
              const err5 = {
                instancePath: instancePath + '/devices/' + i0,
                schemaPath: '#/properties/devices/items/required',
                keyword: 'required',
                params: { missingProperty: 'osType' },
                message: "must have required property 'osType'",
              };
              if (vErrors === null) {
                vErrors = [err5];
              } else {
                vErrors.push(err5);
              }
              errors++;
            }
            for (const key1 in data1) {
              if (!(key1 === 'deviceId' || key1 === 'osType')) {
                const err6 = {
                  instancePath: instancePath + '/devices/' + i0,
                  schemaPath: '#/properties/devices/items/additionalProperties',
                  keyword: 'additionalProperties',
                  params: { additionalProperty: key1 },
                  message: 'must NOT have additional properties',
                };
                if (vErrors === null) {
                  vErrors = [err6];
                } else {
                  vErrors.push(err6);
                }
                errors++;
              }
            }
            if (data1.deviceId !== void 0) {
              let data2 = data1.deviceId;
              if (typeof data2 === 'string') {
                if (func1(data2) < 1) {
                  const err7 = {
                    instancePath: instancePath + '/devices/' + i0 + '/deviceId',
                    schemaPath: '#/properties/devices/items/properties/deviceId/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  };
                  if (vErrors === null) {
                    vErrors = [err7];
                  } else {
                    vErrors.push(err7);
                  }
                  errors++;
                }
              } else {
                const err8 = {
                  instancePath: instancePath + '/devices/' + i0 + '/deviceId',
                  schemaPath: '#/properties/devices/items/properties/deviceId/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                };
                if (vErrors === null) {
                  vErrors = [err8];
                } else {
                  vErrors.push(err8);
                }
                errors++;
              }
            }
            if (data1.osType !== void 0) {
              let data3 = data1.osType;
              if (typeof data3 === 'string') {
                if (func1(data3) < 1) {
                  const err9 = {
                    instancePath: instancePath + '/devices/' + i0 + '/osType',
                    schemaPath: '#/properties/devices/items/properties/osType/minLength',
                    keyword: 'minLength',
                    params: { limit: 1 },
                    message: 'must NOT have fewer than 1 characters',
                  };
                  if (vErrors === null) {
                    vErrors = [err9];
                  } else {
                    vErrors.push(err9);
                  }
                  errors++;
                }
              } else {
                const err10 = {
                  instancePath: instancePath + '/devices/' + i0 + '/osType',
                  schemaPath: '#/properties/devices/items/properties/osType/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                };
                if (vErrors === null) {
                  vErrors = [err10];
                } else {
                  vErrors.push(err10);
                }
                errors++;
              }
            }
          } else {
            const err11 = {
              instancePath: instancePath + '/devices/' + i0,
              schemaPath: '#/properties/devices/items/type',
              keyword: 'type',
              params: { type: 'object' },
              message: 'must be object',
            };
            if (vErrors === null) {
              vErrors = [err11];
            } else {
              vErrors.push(err11);
            }
            errors++;
          }
        }
      } else {
        const err12 = {
          instancePath: instancePath + '/devices',
          schemaPath: '#/properties/devices/type',
          keyword: 'type',
          params: { type: 'array' },
          message: 'must be array',
        };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.userId !== void 0) {
      let data4 = data.userId;
      if (typeof data4 === 'string') {
        if (func1(data4) < 1) {
          const err13 = {
            instancePath: instancePath + '/userId',
            schemaPath: '#/properties/userId/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err13];
          } else {
            vErrors.push(err13);
          }
          errors++;
        }
      } else {
        const err14 = {
          instancePath: instancePath + '/userId',
          schemaPath: '#/properties/userId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err14];
        } else {
          vErrors.push(err14);
        }
        errors++;
      }
    }
  } else {
    const err15 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err15];
    } else {
      vErrors.push(err15);
    }
    errors++;
  }
  validate115.errors = vErrors;
  return errors === 0;
}
validate115.evaluated = { props: true, dynamicProps: false, dynamicItems: false };
var validateUnsubscribeAll = validate116;
function validate116(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate116.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = void 0;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = void 0;
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.unsubscribe === void 0) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'unsubscribe' },
        message: "must have required property 'unsubscribe'",
      };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.userId === void 0) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'userId' },
        message: "must have required property 'userId'",
      };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === 'unsubscribe' || key0 === 'userId')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.unsubscribe !== void 0) {
      if ('all' !== data.unsubscribe) {
        const err3 = {
          instancePath: instancePath + '/unsubscribe',
          schemaPath: '#/properties/unsubscribe/const',
          keyword: 'const',
          params: { allowedValue: 'all' },
          message: 'must be equal to constant',
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.userId !== void 0) {
      let data1 = data.userId;
      if (typeof data1 === 'string') {
        if (func1(data1) < 1) {
          const err4 = {
            instancePath: instancePath + '/userId',
            schemaPath: '#/properties/userId/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          };
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/userId',
          schemaPath: '#/properties/userId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
  } else {
    const err6 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    };
    if (vErrors === null) {
      vErrors = [err6];
    } else {
      vErrors.push(err6);
    }
    errors++;
  }
  validate116.errors = vErrors;
  return errors === 0;
}
validate116.evaluated = { props: true, dynamicProps: false, dynamicItems: false };

const typed_validateSendRequest: Validator = validateSendRequest;
const typed_validateSendV2Request: Validator = validateSendV2Request;
const typed_validateIdentityIvr: Validator = validateIdentityIvr;
const typed_validateIdentityHangouts: Validator = validateIdentityHangouts;
const typed_validateCheckedIdentityWhatsapp: Validator = validateCheckedIdentityWhatsapp;
const typed_validateIdentityMsteams: Validator = validateIdentityMsteams;
const typed_validateIdentityOther: Validator = validateIdentityOther;
const typed_validateListDevicesRequest: Validator = validateListDevicesRequest;
const typed_validateSubscribeDeviceRequest: Validator = validateSubscribeDeviceRequest;
const typed_validateUnsubscribeSome: Validator = validateUnsubscribeSome;
const typed_validateUnsubscribeAll: Validator = validateUnsubscribeAll;
export {
  typed_validateSendRequest as validateSendRequest,
  typed_validateSendV2Request as validateSendV2Request,
  typed_validateIdentityIvr as validateIdentityIvr,
  typed_validateIdentityHangouts as validateIdentityHangouts,
  typed_validateCheckedIdentityWhatsapp as validateCheckedIdentityWhatsapp,
  typed_validateIdentityMsteams as validateIdentityMsteams,
  typed_validateIdentityOther as validateIdentityOther,
  typed_validateListDevicesRequest as validateListDevicesRequest,
  typed_validateSubscribeDeviceRequest as validateSubscribeDeviceRequest,
  typed_validateUnsubscribeSome as validateUnsubscribeSome,
  typed_validateUnsubscribeAll as validateUnsubscribeAll,
};
