import { BedsideError } from '../../shared/errors.ts';

/** Bytes that do not parse as what they claim to be. `detail` is a developer's constant (INV-10). */
export const malformed = (detail: string): BedsideError => new BedsideError('mls-malformed', detail);

/** A structure that parses, or names something real, outside the profile. */
export const unsupported = (detail: string): BedsideError => new BedsideError('mls-unsupported', detail);

/** A signature, hash, tag, tree or rule that does not hold. */
export const invalid = (detail: string): BedsideError => new BedsideError('mls-invalid', detail);

/** A message for another epoch, or another group. */
export const staleEpoch = (detail: string): BedsideError => new BedsideError('mls-stale-epoch', detail);
