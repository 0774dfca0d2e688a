/** One file, fetched as one (page-portal.ts). */
export { askRooms } from '../rooms.ts';
