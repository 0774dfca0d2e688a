import '@bedside/chat/define';
import { mount } from 'svelte';
import App from './App.svelte';

mount(App, { target: document.getElementById('app')!, props: { conversation: 'c'.repeat(43) } });
