/** Run by itself: a WebSocket server that sends every message to everyone in the same path and stores nothing. */
import { type WebSocket, WebSocketServer } from 'ws';

const rooms = new Map<string, Set<WebSocket>>();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => process.send?.({ port: (server.address() as { port: number }).port }));
server.on('connection', (socket, { url = '/' }) => {
  const room = rooms.get(url) ?? new Set();
  rooms.set(url, room.add(socket));
  socket.on('message', (data) => {
    for (const other of room) other.send(data);
  });
  socket.on('close', () => room.delete(socket));
});
process.on('disconnect', () => process.exit(0));
