const chat = document.querySelector('bedside-chat');
chat.addEventListener('bedside-state-changed', (event) => {
  document.getElementById('state').textContent = event.detail.state;
});
chat.addEventListener('bedside-unread-changed', (event) => {
  document.getElementById('unread').textContent = event.detail.count;
});
document.getElementById('dark').addEventListener('click', () => {
  chat.theme = 'dark';
});
