import { equal } from '../../shared/bytes.ts';
import { mls10 } from './capabilities.ts';
import { type Reader, readWhole, type Writer, written } from './codec.ts';
import type { Kdf } from './kdf.ts';
import { signWithLabel, verifyWithLabel } from './labels.ts';
import { readHeader, wireFormat, writeHeader } from './message.ts';
import { invalid, malformed, unsupported } from './refusal.ts';
import type { Signer } from './signature.ts';
import type { Suite } from './suite.ts';

/** Who sent a handshake: a member, by its leaf, or one who joins by the commit itself (RFC 9420 §6). */
export type Sender = { readonly kind: 'member'; readonly leaf: number } | { readonly kind: 'external' };

/** ContentType of RFC 9420 §6. */
export const contentType = { proposal: 2, commit: 3 } as const;

/**
 * A PublicMessage taken apart (RFC 9420 §6.2). `content` is its FramedContent as it was sent, `body` what is inside.
 */
export interface PublicMessage<Body> {
  readonly groupId: Uint8Array;
  readonly epoch: number;
  readonly sender: Sender;
  readonly authenticatedData: Uint8Array;
  readonly body: Body;
  readonly content: Uint8Array;
  readonly signature: Uint8Array;
  /** Null for all but commits. */
  readonly confirmationTag: Uint8Array | null;
  /** Null for all but members. */
  readonly membershipTag: Uint8Array | null;
}

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
    const membershipTag = sender.kind === 'member' ? from.opaque(255) : null;
    return {
      groupId,
      epoch,
      sender,
      authenticatedData,
      body,
      content,
      signature,
      confirmationTag,
      membershipTag,
    };
  });

/** The bytes of a FramedContent (RFC 9420 §6). */
export const encodeFramedContent = (
  o: Pick<PublicMessage<unknown>, 'groupId' | 'epoch' | 'sender' | 'authenticatedData'>,
  type: number,
  writeBody: (to: Writer) => void,
): Uint8Array =>
  written((to) => {
    to.opaque(o.groupId).u64(o.epoch);
    if (o.sender.kind === 'member') to.u8(1).u32(o.sender.leaf);
    else to.u8(4);
    writeBody(to.opaque(o.authenticatedData).u8(type));
  });

const label = 'MLS 1.0 FramedContentTBS';

/** FramedContentTBS; both kinds of sender of the profile sign the epoch's context with it. */
const toBeSigned = (content: Uint8Array, context: Uint8Array) =>
  written((to) => to.u16(mls10).u16(wireFormat.publicMessage).fixed(content).fixed(context));

/** Signs a FramedContent in an epoch (RFC 9420 §6.1); `context` is the old epoch's, encoded. */
export const signContent = (signer: Signer, content: Uint8Array, context: Uint8Array): Promise<Uint8Array> =>
  signWithLabel(signer, label, toBeSigned(content, context));

type Protected = Pick<PublicMessage<unknown>, 'content' | 'signature' | 'confirmationTag'>;

const writeAuth = (to: Writer, o: Protected) => {
  to.opaque(o.signature);
  if (o.confirmationTag) to.opaque(o.confirmationTag);
};

/** The membership tag (RFC 9420 §6.2). */
export const membershipTag = (kdf: Kdf, key: Uint8Array, o: Protected, context: Uint8Array): Uint8Array =>
  kdf.mac(
    key,
    written((to) => writeAuth(to.fixed(toBeSigned(o.content, context)), o)),
  );

/** The MLSMessage of a PublicMessage; `tag` is null for one who joins. */
export const encodePublicMessage = (o: Protected, tag: Uint8Array | null): Uint8Array =>
  written((to) => {
    writeAuth(writeHeader(to, wireFormat.publicMessage).fixed(o.content), o);
    if (tag) to.opaque(tag);
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
  if (!(await verifyWithLabel(suite, o.signatureKey, label, content, message.signature))) {
    throw invalid('message signature');
  }
}
