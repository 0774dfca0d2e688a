/** What a covered entity's own server uses: keys, names of rooms and people, passports, and the routes for them. */
export { BedsideError, codeOf, type ErrorCode } from '../shared/errors.ts';
export type { ConversationId } from '../shared/ids.ts';
export { type Right, type Role, rights, roles } from '../shared/passport.ts';
export { type DeviceKey, deviceKeyFrom } from './device-key.ts';
export type { Invitations, Invited } from './invitations.ts';
export {
  generatePortalKeys,
  jwks,
  jwkThumbprint,
  type PassportAlgorithm,
  type PortalKeys,
  type PublicKey,
  portalKeysFrom,
  type SigningKey,
} from './keys.ts';
export { conversationId, pairwiseSub, personVaultSecret } from './names.ts';
export { mintPassport, type PassportRequest } from './passport.ts';
export { mintRevocation, type RevocationRequest, sendRevocation } from './revocation.ts';
export { mintRoster, type RosterRequest, rosterHash } from './roster.ts';
export { bedsideRoutes, type Grant, type Person, type PortalSettings, type Room } from './routes.ts';
export { type Suite, vaultPublicKey } from './vault-key.ts';
