import { createRelay } from './app.ts';

export { Room } from './room/room.ts';
export { Tenant } from './tenant/tenant.ts';
export default createRelay();
