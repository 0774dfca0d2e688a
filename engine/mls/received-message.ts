import { equal } from '../../shared/bytes.ts';
import { type Reader, readWhole } from './codec.ts';
import { verifyWithLabel } from './labels.ts';
import { readHeader, wireFormat } from './message.ts';
import {
  contentLabel,
  contentType,
  membershipTag,
  type PublicMessage,
  type Sender,
  toBeSigned,
} from './public-message.ts';
import { invalid, malformed, unsupported } from './refusal.ts';
import type { Suite } from './suite.ts';

function readSender(from: Reader): Sender {
  const type = from.u8();
  if (type === 1) return { kind: 'member', leaf: from.u32() };
  if (type === 4) return { kind: 'external' };
  throw type === 2 || type === 3 ? unsupported('sender type') : malformed('sender type');
}

/** Reads an MLSMessage that holds a PublicMessage of one content type. Throws mls-malformed or mls-unsupported. */
export const readPublicMessage = <Body>(
  message: Uint8Array,
  type: number,
  readBody: (from: Reader) => Body,
): PublicMessage<Body> =>
  readWhole(message, (from) => {
    readHeader(from, wireFormat.publicMessage);
    const start = from.position;
    const groupId = from.opaque();
    const epoch = from.u64();
    const sender = readSender(from);
    const authenticatedData = from.opaque();
    if (from.u8() !== type) throw unsupported('content type');
    const body = readBody(from);
    const content = from.since(start);
    const signature = from.opaque();
    const confirmationTag = type === contentType.commit ? from.opaque(255) : null;
    const tag = sender.kind === 'member' ? from.opaque(255) : null;
    return {
      groupId,
      epoch,
      sender,
      authenticatedData,
      body,
      content,
      signature,
      confirmationTag,
      membershipTag: tag,
    };
  });

/**
 * Checks that the message is this key's and, for a member's, that a member of this epoch made it (RFC 9420 §6.1,
 * §6.2). Throws mls-invalid.
 */
export async function checkPublicMessage(
  suite: Suite,
  message: PublicMessage<unknown>,
  o: { signatureKey: Uint8Array; membershipKey: Uint8Array; context: Uint8Array },
): Promise<void> {
  if (message.sender.kind === 'member') {
    const tag = membershipTag(suite.kdf, o.membershipKey, message, o.context);
    if (!message.membershipTag || !equal(tag, message.membershipTag)) throw invalid('membership tag');
  }
  const content = toBeSigned(message.content, o.context);
  if (!(await verifyWithLabel(suite, o.signatureKey, contentLabel, content, message.signature))) {
    throw invalid('message signature');
  }
}
