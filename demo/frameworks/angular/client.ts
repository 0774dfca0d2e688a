import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { Visit } from './visit.ts';

// Zoneless, as Angular is of itself since version 21: signals say what has changed.
await bootstrapApplication(Visit, { providers: [provideClientHydration()] });
