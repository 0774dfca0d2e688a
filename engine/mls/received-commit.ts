import { bounds } from './bounds.ts';
import type { Reader } from './codec.ts';
import type { CommitContent } from './commit-content.ts';
import { readKeyPackage } from './key-package.ts';
import type { Proposal } from './proposal.ts';
import { readUpdatePath } from './received-path.ts';
import { invalid, malformed, unsupported } from './refusal.ts';

/** Reads what follows a proposal's type. Throws mls-unsupported for one outside the profile. */
export function readProposalOf(type: number, from: Reader): Proposal {
  if (type === 1) return { kind: 'add', keyPackage: readKeyPackage(from) };
  if (type === 3) return { kind: 'remove', leaf: from.u32() };
  if (type === 6) return { kind: 'external-init', kemOutput: from.opaque() };
  throw type === 0 ? malformed('proposal type') : unsupported('proposal type');
}

/** Reads a Proposal. Throws mls-unsupported for one outside the profile. */
export const readProposal = (from: Reader): Proposal => readProposalOf(from.u16(), from);

/** Reads a Commit. Throws mls-unsupported for a proposal by reference, or one outside the profile. */
export function readCommitContent(from: Reader): CommitContent {
  const proposals = from.vector(bounds.proposalsMax, () => {
    const type = from.u8();
    if (type === 2) throw unsupported('proposal by reference');
    if (type !== 1) throw malformed('proposal or reference');
    return readProposal(from);
  });
  return { proposals, path: from.optional(readUpdatePath) };
}

/**
 * Checks a joiner's list: one ExternalInit, at most one Remove, nothing else (RFC 9420 §12.2). Gives the KEM output.
 * Throws mls-invalid.
 */
export function checkExternalProposals(proposals: readonly Proposal[]): Uint8Array {
  const count = (kind: Proposal['kind']) => proposals.filter((proposal) => proposal.kind === kind).length;
  const init = proposals.find((proposal) => proposal.kind === 'external-init');
  if (!init || count('external-init') > 1 || count('remove') > 1 || count('add') > 0) {
    throw invalid('proposals of an external commit');
  }
  return init.kemOutput;
}
