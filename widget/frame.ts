import { FramePage } from './frame/frame-page.ts';
import { BedsideChat } from './index.ts';

// The script of the document that worker/frame.ts serves.
new FramePage((settings) => BedsideChat.openTalk!(settings));
