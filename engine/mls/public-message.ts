import { mls10 } from './capabilities.ts';
import { type Writer, written } from './codec.ts';
import type { Kdf } from './kdf.ts';
import { signWithLabel } from './labels.ts';
import { wireFormat, writeHeader } from './message.ts';
import type { Signer } from './signature.ts';

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

/** Of the signature over {@link toBeSigned}. */
export const contentLabel = 'MLS 1.0 FramedContentTBS';

/** FramedContentTBS; both kinds of sender of the profile sign the epoch's context with it. */
export const toBeSigned = (content: Uint8Array, context: Uint8Array): Uint8Array =>
  written((to) => to.u16(mls10).u16(wireFormat.publicMessage).fixed(content).fixed(context));

/** Signs a FramedContent in an epoch (RFC 9420 §6.1); `context` is the old epoch's, encoded. */
export const signContent = (signer: Signer, content: Uint8Array, context: Uint8Array): Promise<Uint8Array> =>
  signWithLabel(signer, contentLabel, toBeSigned(content, context));

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
