import '@bedside/chat/define';
import { createSSRApp } from 'vue';
import App from './App.vue';

createSSRApp(App, { conversation: 'c'.repeat(43) }).mount('#app');
