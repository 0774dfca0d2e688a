import type { Room } from './room/room.ts';
import type { Tenant } from './tenant/tenant.ts';

/** What the platform hands to the relay; wrangler.toml names the same. */
export interface Bindings {
  readonly ROOMS: DurableObjectNamespace<Room>;
  readonly TENANT_KEYS: DurableObjectNamespace<Tenant>;
  readonly ASSETS: Fetcher;
  /** JSON, see tenant/configuration.ts. */
  readonly TENANTS: string;
  /** JSON and secret, see bell/setting.ts. Without it nobody is rung. */
  readonly BELL?: string;
  /** JSON, for benchmarks only, see rates.ts. */
  readonly LIMITS?: string;
}
