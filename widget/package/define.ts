import { define } from './bedside.ts';

define();
