/** The document of a framed conversation: nothing but the conversation. The launcher's button is the page's. */
export const framePageStyles = `
html,
body {
  block-size: 100%;
  margin: 0;
  background: none;
}
bedside-chat::part(launcher) {
  display: none;
}
/* What the page says in place of the chat's words: as those look. */
h2,
p {
  margin: 0;
}
h2 {
  display: -webkit-box;
  inline-size: fit-content;
  overflow: hidden;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 2;
  font-size: 1em;
  font-weight: 650;
  line-height: 1.35;
}
p {
  color: var(--_quiet);
  text-align: center;
  text-wrap: balance;
  overflow-wrap: anywhere;
}
p[slot='empty'] {
  max-inline-size: 22em;
  margin: auto;
  padding: 2em 1em;
  line-height: 1.5;
}
p[slot='footer'] {
  max-inline-size: var(--_column);
  margin-inline: auto;
  padding: 0.35em 1.5em 0;
  font-size: max(0.75em, 12px);
}
/* The page's buttons on a message: as those of ours beside them. */
button {
  padding-inline: 0.9em;
  border: 1px solid transparent;
  border-radius: 999px;
  background: none;
  color: var(--_text);
  font: inherit;
  font-size: 0.875em;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  cursor: pointer;
}
button:focus-visible {
  outline: var(--_ring) solid var(--_accent);
  outline-offset: -1px;
}
button:disabled {
  color: var(--_quiet);
  opacity: 0.6;
  cursor: default;
}
@media (hover: hover) {
  button:hover:enabled {
    background: color-mix(in oklab, currentColor 12%, transparent);
  }
}
@media (pointer: coarse) {
  button {
    min-block-size: 44px;
  }
}
@media (forced-colors: active) {
  button {
    border-color: ButtonBorder;
  }
  button:disabled {
    color: GrayText;
    opacity: 1;
  }
}
`;
